import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { ModuleContext, Person } from '../../module/types.js';
import { toFloat } from '../../value/types.js';

/** Waits for a time or for a person. */
export const pause = definePlainModule({
  name: 'ansible.builtin.pause',
  kind: 'controller',
  oncePerBatch: true,
  doc: {
    short: 'Waits for a time or for the user',
    description: 'Without a terminal a prompt is not waited for, a time is.',
    examples: `- ansible.builtin.pause:
    seconds: 10
- ansible.builtin.pause:
    prompt: Make sure that the cable is plugged in
`,
    returns: { delta: 'Seconds waited.', stdout: 'What was waited for.', user_input: 'What was typed.' },
  },
  args: {
    seconds: { type: 'int', description: 'Seconds to wait.' },
    minutes: { type: 'int', description: 'Minutes to wait.' },
    prompt: { description: 'Text to show; Enter goes on.' },
    echo: { type: 'bool', default: true, description: 'Show what is typed.' },
  },
  rules: { mutually_exclusive: [['seconds', 'minutes']] },
  async run(args, ctx) {
    const unit = args.minutes !== undefined || args.seconds === undefined ? 60 : 1;
    const seconds = args.seconds ?? (args.minutes === undefined ? undefined : args.minutes * 60);
    const start = new Date();
    const typed = await ctx.converse((person) =>
      seconds === undefined
        ? answer(person, args, ctx)
        : waitFor(Math.max(1, seconds), person, args, ctx).then(() => ''),
    );
    const stop = new Date();
    const waited = (stop.getTime() - start.getTime()) / 1000;
    const shown = toFloat(Math.round((waited / unit) * 100) / 100);
    const amount = typeof shown === 'number' ? String(shown) : shown.pyRepr();
    return {
      changed: false,
      result: {
        start: timestamp(start),
        stop: timestamp(stop),
        delta: Math.trunc(waited),
        echo: args.echo,
        user_input: typed,
        stdout: `Paused for ${amount} ${unit === 60 ? 'minutes' : 'seconds'}`,
        stderr: '',
        rc: 0,
      },
    };
  },
});

interface Question {
  readonly prompt?: string | undefined;
  readonly echo: boolean;
}

const CTRL_C = '\x03';
const ERASES = ['\x7f', '\b'];
const CLEAR_LINE = '\r\x1b[K';

/** Waits for Enter; returns what was typed before it. */
async function answer(person: Person, { prompt, echo }: Question, ctx: ModuleContext): Promise<string> {
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

/** Waits for a time, which Ctrl-C may cut short; other keys do nothing. */
async function waitFor(
  seconds: number,
  person: Person,
  { prompt, echo }: Question,
  ctx: ModuleContext,
): Promise<void> {
  person.say(`Pausing for ${seconds} seconds${hiddenNote(echo)}`);
  person.say("(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)");
  if (prompt) person.say(question(prompt, echo, ctx));
  const alarm = new AbortController();
  const over = sleep(seconds * 1000, 'over', { signal: AbortSignal.any([ctx.signal, alarm.signal]) });
  over.catch(() => {}); // told of where it is awaited
  try {
    while (person.interactive) {
      const key = await Promise.race([over, person.key()]);
      if (key === 'over') return;
      if (key === undefined) break;
      if (key === CTRL_C) return await orAbort(person, ctx);
    }
    await over;
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

/** Local time as Python prints it: `2026-01-31 12:00:00.123000`. */
function timestamp(date: Date): string {
  const pad = (number: number, width = 2): string => String(number).padStart(width, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}000`;
}
