import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
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
    if (seconds !== undefined && seconds < 0)
      fail('pause-time', 'a pause cannot be shorter than 0 seconds', { span: ctx.span });
    const start = new Date();
    const typed = seconds === undefined ? await ask(args.prompt, args.echo, ctx) : '';
    if (seconds !== undefined) await sleep(seconds * 1000, undefined, { signal: ctx.signal });
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

async function ask(prompt: string | undefined, echo: boolean, ctx: ModuleContext): Promise<string> {
  if (!process.stdin.isTTY) {
    ctx.warn('Not waiting for response to prompt as stdin is not interactive');
    return '';
  }
  process.stderr.write(ctx.masked(`${prompt ?? 'Press enter to continue, Ctrl+C to interrupt'}:\n`));
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({
    input: process.stdin,
    output: echo ? process.stderr : silent,
    terminal: true,
  });
  try {
    const typed = await terminal.question('', { signal: ctx.signal });
    if (!echo && typed !== '') ctx.secret(typed);
    return typed;
  } finally {
    terminal.close();
  }
}

/** Local time as Python prints it: `2026-01-31 12:00:00.123000`. */
function timestamp(date: Date): string {
  const pad = (number: number, width = 2): string => String(number).padStart(width, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}000`;
}
