import { randomBytes } from 'node:crypto';
import { defineModule } from '../../module/define.js';
import type { Applied, Decision } from '../../module/types.js';
import { baseName } from '../../shell/primitives/path.js';
import type { GateVerdict } from '../../shell/primitives/run.js';
import { sh, userShell } from '../../shell/sh.js';
import { splitWords } from '../files/shellWords.js';
import { commandText } from './command.js';
import { outputOf, probeGate, runGated } from './runGated.js';

const args = {
  cmd: { type: 'str', description: 'Script of the controller and its arguments, instead of the free form.' },
  chdir: { type: 'path', description: 'Folder of the target to run in.' },
  creates: { type: 'path', description: 'Do not run when this path (a pattern) exists.' },
  removes: { type: 'path', description: 'Only run when this path (a pattern) exists.' },
  executable: { type: 'path', description: 'Program that runs the script.' },
  decrypt: { type: 'bool', default: true, description: 'Decrypt a vault-encrypted script.' },
} as const;

interface Probed {
  readonly text: string | undefined;
  readonly gate: GateVerdict | undefined;
}

export const script = defineModule({
  name: 'ansible.builtin.script',
  doc: {
    short: 'Sends a script of the controller and runs it on the target',
    examples: '- script: probe-links.sh --all\n  args:\n    creates: /var/lib/probed\n',
    returns: { rc: 'Exit status', stdout: 'Standard output', stderr: 'Standard error' },
  },
  args,
  freeForm: true,
  check: 'partial',
  async probe(args, ctx): Promise<Probed> {
    const gate = ctx.check
      ? await probeGate(ctx, { directory: args.chdir, creates: args.creates, removes: args.removes })
      : undefined;
    return { text: commandText(args, ctx.rawArgs), gate };
  },
  decide(args, { text, gate }, { check }): Decision<string> {
    const work = text ?? '';
    if (work.trim() === '') return { changed: false, failed: 'no script given', work };
    const skipped = gate === undefined ? undefined : closed(args, gate);
    if (skipped !== undefined) return { changed: false, skipped, work };
    if (check && args.creates === undefined && args.removes === undefined)
      return { changed: false, skipped: 'Check mode is not supported for this task.', work };
    return { changed: true, work };
  },
  async apply(args, text, ctx): Promise<Applied> {
    const [name = ''] = splitWords(text);
    const rest = text.trim().replace(/^("[^"]*"|'[^']*'|\S+)/, '');
    const content = await ctx.files.read(await ctx.files.find('files', name), { decrypt: args.decrypt });
    const gate = { directory: args.chdir, creates: args.creates, removes: args.removes };
    const runner = args.executable === undefined ? sh`` : sh`${args.executable} `;
    // The folder is private, so nobody can swap the script; it is removed whatever happens.
    const body = sh`mw_w="\${TMPDIR:-/tmp}"/mw-${randomBytes(8).toString('hex')}
mkdir -m 0700 -- "$mw_w" || exit 1
trap 'trap "" 1 2 13 15; rm -rf -- "$mw_w"' 0
trap 'exit 143' 1 2 13 15
cat >"$mw_w"/${baseName(name)} && chmod 0700 "$mw_w"/${baseName(name)} || exit 1
${runner}"$mw_w"/${baseName(name)} ${userShell(rest)} </dev/null`;
    const run = await runGated(ctx, gate, body, content);
    const skipped = closed(args, run.verdict);
    if (skipped !== undefined) return { changed: false, result: { skipped: true, msg: skipped } };
    if (run.verdict !== 'run')
      return { changed: false, failed: `no such folder on the target: ${args.chdir}` };
    const result = { rc: run.rc, ...outputOf(run.stdout, run.stderr) };
    return run.rc === 0
      ? { changed: true, result }
      : { changed: true, result, failed: 'non-zero return code' };
  },
});

function closed(
  args: { creates: string | undefined; removes: string | undefined },
  gate: GateVerdict,
): string | undefined {
  if (gate === 'creates') return `${args.creates} exists, matching creates option`;
  return gate === 'removes' ? `${args.removes} does not exist, matching removes option` : undefined;
}
