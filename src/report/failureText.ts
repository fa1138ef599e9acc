import { formatSpan } from '../diag/span.js';
import type { TaskInfo, TaskResult } from '../events/events.js';
import { quote } from '../shell/sh.js';
import { pyStr } from '../value/repr.js';
import type { Dict, Value } from '../value/types.js';

/** Lines of output shown per stream; the end is what tells. */
const LAST_LINES = 40;

/**
 * A failed result for people: where the task stands, the command, its status and output, as indented lines.
 * Nothing of a `no_log` result is shown but the place.
 */
export function failureLines(task: TaskInfo, result: TaskResult): string[] {
  const { value } = result;
  const lines: string[] = [];
  if (task.span) lines.push(`    task: ${formatSpan(task.span)}`);
  if (result.noLog) return lines;
  const command = commandText(value.get('cmd'));
  if (command !== undefined) lines.push(...field('command', command));
  const status = value.get('rc');
  if (typeof status === 'number') lines.push(`    status: ${status}`);
  for (const stream of ['stdout', 'stderr'] as const) {
    const text = value.get(stream);
    if (typeof text === 'string' && text.trim() !== '') lines.push(...field(stream, text));
  }
  const message = value.get('msg');
  if (typeof message === 'string' && message.trimEnd().includes('\n'))
    lines.push(...field('message', message));
  return lines;
}

function commandText(command: Value | undefined): string | undefined {
  if (typeof command === 'string') return command;
  return Array.isArray(command)
    ? command.map((word) => quote(pyStr(word).replaceAll('\0', ''))).join(' ')
    : undefined;
}

function field(name: string, text: string): string[] {
  const lines = text.trimEnd().split(/\r?\n/);
  if (lines.length === 1) return [`    ${name}: ${lines[0]}`];
  const left = lines.length - LAST_LINES;
  const shown = left > 0 ? [`… ${left} lines left out`, ...lines.slice(left)] : lines;
  return [`    ${name}:`, ...shown.map((line) => `      ${line}`)];
}

/** The message of a failed result on one line: `msg`, else the last line of what was printed. */
export function failureSummary(value: Dict): string {
  const message = value.get('msg');
  if (message !== undefined && message !== null && message !== '')
    return pyStr(message).trim().split('\n')[0]!;
  for (const stream of ['stderr', 'stdout'] as const) {
    const last = String(value.get(stream) ?? '')
      .trim()
      .split('\n')
      .at(-1);
    if (last) return last;
  }
  return 'failed';
}
