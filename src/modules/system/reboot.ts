import { setTimeout as sleep } from 'node:timers/promises';
import { definePlainModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { sh, userShell } from '../../shell/sh.js';

/** Reboots the target and waits until it answers. */
export const reboot = definePlainModule({
  name: 'ansible.builtin.reboot',
  kind: 'read',
  doc: {
    short: 'Restarts a host and waits until it is back',
    examples: '- ansible.builtin.reboot:\n    reboot_timeout: 900\n',
    returns: { rebooted: 'true when it came back.', elapsed: 'Seconds.' },
  },
  args: {
    pre_reboot_delay: { type: 'int', default: 0, description: 'Seconds before the reboot.' },
    post_reboot_delay: {
      type: 'int',
      default: 0,
      description: 'Seconds after it, before the first attempt.',
    },
    reboot_timeout: { type: 'int', default: 600, description: 'Seconds to wait for the return.' },
    connect_timeout: { type: 'int', default: 10, description: 'Seconds that one attempt may take.' },
    test_command: { default: 'whoami', description: 'Command that must succeed afterwards.' },
    msg: { default: 'Reboot initiated by Ansible', description: 'Words for users who are logged in.' },
    search_paths: {
      type: 'list',
      elements: 'str',
      default: ['/sbin', '/bin', '/usr/sbin', '/usr/bin', '/usr/local/sbin'],
      description: 'Where the shutdown command is.',
    },
    boot_time_command: {
      default: 'cat /proc/sys/kernel/random/boot_id',
      description: 'Command whose output changes with a boot.',
    },
    reboot_command: { description: 'Command to reboot with.' },
  },
  async run(args, ctx) {
    if (ctx.check) return { changed: true, result: { elapsed: 0, rebooted: true } };
    const start = Date.now();
    const elapsed = (): number => Math.trunc((Date.now() - start) / 1000);
    const before = await bootId(args.boot_time_command, args.connect_timeout, ctx);
    const path = args.search_paths.join(':');
    const minutes = String(Math.floor(args.pre_reboot_delay / 60));
    const command =
      args.reboot_command === undefined
        ? sh`PATH=${path}:$PATH; shutdown -r ${minutes} ${args.msg} || reboot`
        : userShell(args.reboot_command);
    try {
      await ctx.host.run(sh`(${command}) 2>&1`, { timeoutMs: 10_000 });
    } catch (error) {
      // the connection may be gone before the command has answered
      if (ctx.signal.aborted) throw error;
    }
    await sleep((args.pre_reboot_delay + args.post_reboot_delay) * 1000, undefined, { signal: ctx.signal });
    while (elapsed() < args.reboot_timeout) {
      await sleep(1000, undefined, { signal: ctx.signal });
      try {
        await ctx.host.session().reset();
        if ((await bootId(args.boot_time_command, args.connect_timeout, ctx)) === before) continue;
        const test = await ctx.host.run(userShell(args.test_command), {
          timeoutMs: args.connect_timeout * 1000,
        });
        if (test.rc === 0) return { changed: true, result: { rebooted: true, elapsed: elapsed() } };
      } catch (error) {
        if (ctx.signal.aborted) throw error;
      }
    }
    return {
      failed: `Timed out waiting for last boot time check (timeout=${args.reboot_timeout})`,
      result: { rebooted: true, elapsed: elapsed() },
    };
  },
});

async function bootId(command: string, seconds: number, ctx: ModuleContext): Promise<string> {
  const result = await ctx.host.run(userShell(command), { repeatable: true, timeoutMs: seconds * 1000 });
  return result.stdout.toString('utf8').trim();
}
