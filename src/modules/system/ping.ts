import { setTimeout as sleep } from 'node:timers/promises';
import { definePlainModule } from '../../module/define.js';
import { sh } from '../../shell/sh.js';

/** Tries the connection and the target's shell. */
export const ping = definePlainModule({
  name: 'ansible.builtin.ping',
  kind: 'read',
  doc: {
    short: 'Tells whether a host can be reached and used',
    examples: '- ansible.builtin.ping:\n',
    returns: { ping: 'The data.' },
  },
  args: { data: { default: 'pong', description: 'Answer; `crash` fails.' } },
  async run(args, ctx) {
    // ansible-core's module ends by an exception here, and playbooks look for its text: over ssh, whose terminal brings
    // both together, in the output, else in the errors.
    if (args.data === 'crash') {
      const exception = 'Exception: boom\n';
      const result = { module_stdout: exception, module_stderr: exception, exception, rc: 1 };
      return { failed: 'MODULE FAILURE\nSee stdout/stderr for the exact error', result };
    }
    const result = await ctx.host.run(sh`printf %s ${args.data}`, { repeatable: true });
    return { changed: false, result: { ping: result.stdout.toString('utf8') } };
  },
});

/** Waits until the target answers again. */
export const waitForConnection = definePlainModule({
  name: 'ansible.builtin.wait_for_connection',
  kind: 'read',
  doc: {
    short: 'Waits until a host can be reached again',
    examples: '- ansible.builtin.wait_for_connection:\n    timeout: 300\n',
    returns: { elapsed: 'Seconds waited.' },
  },
  args: {
    connect_timeout: { type: 'int', default: 5, description: 'Seconds that one attempt may take.' },
    delay: { type: 'int', default: 0, description: 'Seconds before the first attempt.' },
    sleep: { type: 'int', default: 1, description: 'Seconds between attempts.' },
    timeout: { type: 'int', default: 600, description: 'Seconds until the task fails.' },
  },
  async run(args, ctx) {
    const start = Date.now();
    const elapsed = (): number => Math.trunc((Date.now() - start) / 1000);
    await sleep(args.delay * 1000, undefined, { signal: ctx.signal });
    let problem = '';
    do {
      try {
        await ctx.host.session().reset();
        await ctx.host.run(sh`:`, { repeatable: true, timeoutMs: args.connect_timeout * 1000 });
        return { changed: false, result: { elapsed: elapsed() } };
      } catch (error) {
        problem = (error as Error).message;
      }
      await sleep(args.sleep * 1000, undefined, { signal: ctx.signal });
    } while (elapsed() < args.timeout);
    return { failed: `timed out waiting for ping module test: ${problem}`, result: { elapsed: elapsed() } };
  },
});
