import type { Status } from '../../events/events.js';
import type { Paint, Role } from '../palette.js';
import { fitWidth } from '../textWidth.js';
import type { Busy, LiveModel } from './model.js';

interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** Above this many busy hosts only the slowest are listed. */
const LISTED = 20;
const SLOWEST = 5;
const ROLES: Readonly<Record<Status, Role>> = {
  ok: 'ok',
  changed: 'changed',
  failed: 'error',
  unreachable: 'unreachable',
  skipped: 'skip',
};

/**
 * The current task as lines that narrow the terminal: a head with counts and time, the failures so far, and the
 * busy hosts with what each is doing, the slowest first. Whatever the number of hosts, at most `rows` - 2 lines.
 */
export function frameLines(model: LiveModel, size: FrameSize, now: number, paint: Paint): string[] {
  const room = Math.max(1, Math.min(size.rows - 3, LISTED + SLOWEST + 1));
  const narrow = (text: string) => fitWidth(text, Math.max(20, size.columns - 4));
  const failures = model.failures.slice(-SLOWEST).slice(0, Math.floor(room / 2));
  const failed = failures.map(({ host, summary }) => paint(narrow(`  ✖ ${host}: ${summary}`), 'error'));
  const lines = [headLine(model, now, paint), ...failed];
  return [...lines, ...busyLines(model, room - failed.length, now).map(narrow)];
}

/** One line for a task that is over: its name, the counts, the time it took. */
export function headLine(model: LiveModel, now: number, paint: Paint): string {
  const { task } = model;
  const kind = task?.handler ? 'HANDLER' : 'TASK';
  const progress = model.done < model.hostCount ? ` ${model.done}/${model.hostCount}` : '';
  const counts = (Object.keys(ROLES) as Status[])
    .filter((status) => model.counts[status] > 0)
    .map((status) => paint(`${status} ${model.counts[status]}`, ROLES[status]));
  return [`${kind} [${task?.name ?? ''}]${progress}`, ...counts, duration(now - model.startedAt)].join('  ');
}

function busyLines(model: LiveModel, room: number, now: number): string[] {
  const busy = [...model.busy.values()];
  if (busy.length === 0 || room <= 0) return [];
  const slowestFirst = busy.sort((a, b) => a.since - b.since);
  if (busy.length <= Math.min(room, LISTED)) return slowestFirst.map((host) => busyLine(host, model, now));
  const shown = slowestFirst.slice(0, Math.min(SLOWEST, room - 1));
  return [
    ...shown.map((host) => busyLine(host, model, now)),
    `  … ${busy.length - shown.length} more hosts at work`,
  ];
}

function busyLine({ host, task, since, activity }: Busy, model: LiveModel, now: number): string {
  const other = task.id === model.task?.id ? '' : ` [${task.name}]`;
  return `  ${host}${other}  ${duration(now - since)}${activity === '' ? '' : `  ${activity}`}`;
}

/** `0.4s`, `12s`, `3:05`, `1:02:03`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  const two = (value: number) => String(Math.floor(value) % 60).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds)}`
    : `${Math.floor(minutes / 60)}:${two(minutes)}:${two(seconds)}`;
}
