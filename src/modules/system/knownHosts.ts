import { createHmac, randomBytes } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import type { Applied, Decision } from '../../module/types.js';
import { readTextFile, type TextFile, textDiff, withNewline, writeTextFile } from './textFile.js';

/** Manages host keys in a known_hosts file of the target. */
export const knownHosts = defineModule({
  name: 'ansible.builtin.known_hosts',
  doc: {
    short: 'Keeps host keys in a known_hosts file',
    examples: `- ansible.builtin.known_hosts:
    name: node1.example.net
    key: node1.example.net ssh-ed25519 AAAA...
`,
  },
  args: {
    name: { required: true, aliases: ['host'], description: 'Host, as `name` or `[name]:port`.' },
    key: { no_log: false, description: 'Lines as known_hosts has them; needed for present.' },
    path: { type: 'path', default: '~/.ssh/known_hosts', description: 'The file.' },
    hash_host: { type: 'bool', default: false, description: 'Store the name hashed.' },
    state: { choices: ['absent', 'present'], default: 'present', description: 'Whether the key is known.' },
  },
  rules: { required_if: [['state', 'present', ['key']]] },
  check: 'full',

  async probe(args, ctx): Promise<TextFile> {
    if (args.name.includes(',')) {
      fail(
        'bad-host-name',
        'Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.',
        { span: ctx.span },
      );
    }
    for (const line of wantedLines(args.key)) {
      if (line.split(/\s+/).length < 3)
        fail('known-hosts', `"${line.slice(0, 60)}" is no line of a known_hosts file`, {
          span: ctx.span,
          fix: 'write it as: name type key',
        });
      if (!line.startsWith('|1|') && !namesOf(line).some((name) => matches(name, args.name))) {
        fail('known-hosts', 'Host parameter does not match hashed host field in supplied key', {
          span: ctx.span,
          fix: `the key is for ${line.split(' ')[0]}, and name is ${args.name}`,
        });
      }
    }
    return readTextFile(ctx, args.path);
  },

  decide(args, file): Decision<{ file: TextFile; text: string }> {
    const before = file.text.split('\n').filter((line) => line !== '');
    const wanted = wantedLines(args.key).map((line) => (args.hash_host ? hashed(line, args.name) : line));
    let after = before;
    if (args.state === 'absent') {
      const keys = new Set(wanted.map(keyOf));
      after = before.filter(
        (line) => !(isFor(line, args.name) && (wanted.length === 0 || keys.has(keyOf(line)))),
      );
    } else {
      for (const line of wanted) {
        const own = after.filter((have) => isFor(have, args.name) && typeOf(have) === typeOf(line));
        const same = own.some(
          (have) => keyOf(have) === keyOf(line) && have.startsWith('|1|') === line.startsWith('|1|'),
        );
        if (!same || own.length > 1) after = [...after.filter((have) => !own.includes(have)), line];
      }
    }
    const changed = after.join('\n') !== before.join('\n');
    const text = withNewline(after.join('\n'));
    const result = {
      name: args.name,
      state: args.state,
      path: args.path,
      key: args.key,
      hash_host: args.hash_host,
    };
    const diff = [textDiff(file, changed ? text : file.text)];
    return { changed, work: { file, text }, result, diff };
  },

  async apply(_args, { file, text }, ctx): Promise<Applied> {
    await writeTextFile(ctx, file, text, file.stat.exists ? {} : { mode: 0o644 });
    return {};
  },
});

function wantedLines(key: string | undefined): string[] {
  return (key ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Words of a line without a marker such as @cert-authority. */
function fields(line: string): string[] {
  const words = line.trim().split(/\s+/);
  return words[0]?.startsWith('@') ? words.slice(1) : words;
}

function namesOf(line: string): string[] {
  return (fields(line)[0] ?? '').split(',');
}

function typeOf(line: string): string {
  return fields(line)[1] ?? '';
}

function keyOf(line: string): string {
  return fields(line).slice(1, 3).join(' ');
}

function matches(entry: string, name: string): boolean {
  return entry.toLowerCase() === name.toLowerCase();
}

/** Hashed names are HMAC-SHA1 of the name with the salt that stands beside it. */
function isFor(line: string, name: string): boolean {
  return namesOf(line).some((entry) => {
    const [, version, salt, digest] = entry.split('|');
    if (version !== '1') return matches(entry, name);
    return (
      createHmac('sha1', Buffer.from(salt ?? '', 'base64'))
        .update(name.toLowerCase())
        .digest('base64') === digest
    );
  });
}

function hashed(line: string, name: string): string {
  if (line.startsWith('|1|')) return line;
  const salt = randomBytes(20);
  const digest = createHmac('sha1', salt).update(name.toLowerCase()).digest('base64');
  return [`|1|${salt.toString('base64')}|${digest}`, ...fields(line).slice(1)].join(' ');
}
