import { readFile } from 'node:fs/promises';
import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision, ModuleContext } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { readTextFile, type TextFile, textDiff, withNewline, writeTextFile } from './textFile.js';

interface KeysState {
  readonly home: string;
  readonly group: string;
  readonly file: TextFile;
  readonly keys: readonly string[];
}

/** Manages the keys that may log in as a user. */
export const authorizedKey = defineModule({
  name: 'ansible.posix.authorized_key',
  doc: {
    short: 'Keeps public keys in an authorized_keys file',
    examples: `- ansible.posix.authorized_key:
    user: root
    key: "{{ lookup('file', 'id_ed25519.pub') }}"
`,
  },
  args: {
    user: { required: true, description: 'User of the target.' },
    key: {
      required: true,
      no_log: false,
      description: 'Public keys, one a line, or a file:// URL of the controller.',
    },
    state: {
      choices: ['present', 'absent'],
      default: 'present',
      description: 'Whether the keys are allowed.',
    },
    path: { type: 'path', description: 'File; default ~/.ssh/authorized_keys of the user.' },
    manage_dir: {
      type: 'bool',
      default: true,
      description: 'Create the directory and set its owner and mode.',
    },
    key_options: { description: 'Options before the key.' },
    comment: { description: 'Comment instead of that of the key.' },
    exclusive: { type: 'bool', default: false, description: 'Remove all other keys.' },
    follow: { type: 'bool', default: false, description: 'Accepted; symbolic links are written through.' },
    validate_certs: { type: 'bool', default: true, description: 'Accepted.' },
  },
  check: 'full',

  async probe(args, ctx): Promise<KeysState> {
    const account = await ctx.host.run(
      sh`getent passwd ${args.user} 2>/dev/null || grep ${`^${args.user}:`} /etc/passwd`,
      { repeatable: true },
    );
    const [, , , gid = '', , home = ''] = account.stdout.toString('utf8').trim().split(':');
    if (home === '')
      fail('unknown-user', `Failed to lookup user ${args.user}: the target has no such user`, {
        span: ctx.span,
      });
    const path = args.path ?? `${home}/.ssh/authorized_keys`;
    return { home, group: gid, file: await readTextFile(ctx, path), keys: await keyLines(args.key, ctx) };
  },

  decide(args, current): Decision<{ state: KeysState; text: string }> {
    const before = current.file.text.split('\n').filter((line) => line !== '');
    const wanted = current.keys.map((line) => rewritten(line, args));
    const identities = new Set(wanted.map(identity));
    let after = before;
    if (args.state === 'absent') after = before.filter((line) => !identities.has(identity(line)));
    else {
      const kept = args.exclusive ? before.filter((line) => identities.has(identity(line))) : before;
      after = kept.map((line) => replacement(line, wanted, args.key_options !== undefined) ?? line);
      for (const line of wanted)
        if (!after.some((have) => identity(have) === identity(line))) after = [...after, line];
    }
    const text = withNewline(after.join('\n'));
    const changed = after.join('\n') !== before.join('\n');
    const result = {
      user: args.user,
      key: args.key,
      keyfile: current.file.stat.path,
      exclusive: args.exclusive,
      state: args.state,
    };
    return {
      changed,
      work: { state: current, text },
      result,
      ...(changed && { diff: [textDiff(current.file, text)] }),
    };
  },

  async apply(args, { state, text }, ctx): Promise<Applied> {
    const path = state.file.stat.path;
    const dir = path.slice(0, path.lastIndexOf('/'));
    if (args.manage_dir) {
      const result = await ctx.host.run(
        sh`mkdir -p -m 700 ${dir} && chown ${`${args.user}:${state.group}`} ${dir} && chmod 700 ${dir}`,
      );
      if (result.rc !== 0) return commandFailure(`cannot prepare ${dir}`, result);
    }
    await writeTextFile(ctx, state.file, text, { mode: 0o600, owner: args.user, group: state.group });
    return {};
  },
});

async function keyLines(key: string, ctx: ModuleContext): Promise<string[]> {
  const text = key.startsWith('file://') ? await readFile(key.slice('file://'.length), 'utf8') : key;
  if (/^https?:\/\//.test(text))
    fail('authorized-key', 'keys cannot be fetched from a URL', {
      span: ctx.span,
      fix: "use lookup('url', …) to fetch them on the controller",
    });
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines)
    if (!parts(line))
      fail('authorized-key', `invalid key specified: ${line.slice(0, 60)}`, { span: ctx.span });
  return lines;
}

/** Options, type, key and comment of a line; undefined when it holds no key. */
function parts(line: string): { options: string; type: string; key: string; comment: string } | undefined {
  const match = /^(?:(.*?)\s+)?((?:ssh-|ecdsa-|sk-)[\w@.-]+)\s+(AAAA[\w+/=]+)(?:\s+(.*))?$/.exec(line.trim());
  return match
    ? { options: match[1] ?? '', type: match[2]!, key: match[3]!, comment: match[4] ?? '' }
    : undefined;
}

/** Lines are the same entry when they hold the same key. */
function identity(line: string): string {
  return parts(line)?.key ?? line;
}

function rewritten(
  line: string,
  args: { readonly key_options: string | undefined; readonly comment: string | undefined },
): string {
  const { options, type, key, comment } = parts(line)!;
  return [args.key_options ?? options, type, key, args.comment ?? comment]
    .filter((part) => part !== '')
    .join(' ');
}

/** The wanted line for an existing one; options stay unless they are given. */
function replacement(line: string, wanted: readonly string[], withOptions: boolean): string | undefined {
  const match = wanted.find((candidate) => identity(candidate) === identity(line));
  if (match === undefined) return undefined;
  const [have, want] = [parts(line), parts(match)];
  if (!have || !want) return match;
  return [withOptions ? want.options : want.options || have.options, want.type, want.key, want.comment]
    .filter((part) => part !== '')
    .join(' ');
}
