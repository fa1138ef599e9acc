import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../diag/diagnostic.js';
import type { ModuleContext, Person } from '../../module/types.js';

interface Question {
  readonly prompt?: string | undefined;
  readonly echo: boolean;
}

const CTRL_C = '\x03';
const ERASES = ['\x7f', '\b'];
const CLEAR_LINE = '\r\x1b[K';

/** Waits for Enter; returns what was typed before it. */
export async function answer(
  person: Person,
  { prompt, echo }: Question,
  ctx: ModuleContext,
): Promise<string> {
  person.say(question(prompt || 'Press enter to continue, Ctrl+C to interrupt', echo, ctx));
  if (!person.interactive) {
    ctx.warn('Not waiting for response to prompt as stdin is not interactive');
    return '';
  }
  const typed: string[] = [];
  for (;;) {
    const key = await pressed(person, ctx.signal);
    if (key === undefined || key === '\r' || key === '\n') break;
    if (key === CTRL_C) {
      await orAbort(person, ctx);
      break;
    } else if (ERASES.includes(key)) {
      typed.pop();
      if (echo) person.echo(CLEAR_LINE + typed.join(''));
    } else {
      typed.push(key);
      if (echo) person.echo(key);
    }
  }
  person.echo(CLEAR_LINE);
  const text = typed.join('');
  if (!echo && text !== '') ctx.secret(text);
  return text;
}

/** Waits for a time, which Ctrl-C may cut short; other keys do nothing, so that nothing is returned as typed. */
export async function waitFor(
  seconds: number,
  person: Person,
  { prompt, echo }: Question,
  ctx: ModuleContext,
): Promise<string> {
  person.say(`Pausing for ${seconds} seconds${hiddenNote(echo)}`);
  person.say("(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)");
  if (prompt) person.say(question(prompt, echo, ctx));
  const alarm = new AbortController();
  const over = sleep(seconds * 1000, 'over', { signal: AbortSignal.any([ctx.signal, alarm.signal]) });
  over.catch(() => {}); // told of where it is awaited
  try {
    while (person.interactive) {
      const key = await Promise.race([over, person.key()]);
      if (key === 'over') break;
      if (key === undefined) break;
      if (key === CTRL_C) {
        await orAbort(person, ctx);
        return '';
      }
    }
    await over;
    return '';
  } finally {
    alarm.abort();
  }
}

/** After Ctrl-C: returns when the play is to go on. Throws DiagnosticError when it is to be aborted. */
async function orAbort(person: Person, ctx: ModuleContext): Promise<void> {
  person.echo(CLEAR_LINE);
  person.say("Press 'C' to continue the play or 'A' to abort ");
  for (;;) {
    const key = (await pressed(person, ctx.signal))?.toLowerCase();
    if (key !== 'c' && key !== 'a' && key !== undefined) continue;
    person.echo(CLEAR_LINE);
    if (key === 'c') return;
    fail('aborted', 'user requested abort!');
  }
}

/** The next key; rejects when the task is cancelled before. */
async function pressed(person: Person, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  let stop: () => void = () => {};
  const cancelled = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([person.key(), cancelled]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function question(prompt: string, echo: boolean, ctx: ModuleContext): string {
  return `[${ctx.taskName}]\n${prompt}${hiddenNote(echo)}:`;
}

function hiddenNote(echo: boolean): string {
  return echo ? '' : ' (output is hidden)';
}
