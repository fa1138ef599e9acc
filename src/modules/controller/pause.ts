import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { pyRepr } from '../../value/repr.js';
import { pyClassText, pyTypeName } from '../../value/typeName.js';
import { Float, toFloat, type Value } from '../../value/types.js';
import { answer, waitFor } from './pauseDialogue.js';

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
    seconds: { type: 'raw', description: 'Seconds to wait, at least 1. A fraction is left out.' },
    minutes: { type: 'raw', description: 'Minutes to wait. A fraction is left out; 0 waits a second.' },
    prompt: { description: 'Text to show; Enter goes on.' },
    echo: { type: 'bool', default: true, description: 'Show what is typed.' },
  },
  rules: { mutually_exclusive: [['minutes', 'seconds']] },
  async run(args, ctx) {
    const minutes = wholeNumber('minutes', args.minutes, ctx);
    const given = wholeNumber('seconds', args.seconds, ctx);
    const unit = given === undefined ? 60 : 1;
    const seconds = given ?? (minutes === undefined ? undefined : minutes * 60);
    const start = new Date();
    const typed = await ctx.converse((person) =>
      seconds === undefined ? answer(person, args, ctx) : waitFor(Math.max(1, seconds), person, args, ctx),
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

/** A number as Python's `int` reads it: fractions of numbers are cut off, texts hold digits only. */
function wholeNumber(name: string, value: Value | undefined, ctx: ModuleContext): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' || typeof value === 'bigint') return Math.trunc(Number(value));
  if (value instanceof Float) return Math.trunc(value.value);
  if (typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value))
    return Number(value.trim().replaceAll('_', ''));
  const reason =
    typeof value === 'string'
      ? `invalid literal for int() with base 10: ${pyRepr(value)}`
      : `int() argument must be a string, a bytes-like object or a real number, not '${pyTypeName(value)}'`;
  fail(
    'argument-type',
    `argument '${name}' is of type ${pyClassText(value)} and we were unable to convert to int: ${reason}`,
    { span: ctx.span },
  );
}

/** Local time as Python prints it: `2026-01-31 12:00:00.123000`. */
function timestamp(date: Date): string {
  const pad = (number: number, width = 2): string => String(number).padStart(width, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}000`;
}
