import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { errorText } from '../../module/output.js';
import type { Applied, Decision, ModuleContext, Returned } from '../../module/types.js';
import { readFile } from '../../shell/primitives/read.js';
import { type Sh, sh } from '../../shell/sh.js';
import { httpRequest } from '../web/httpRequest.js';
import { simpleGet } from '../web/simpleGet.js';

interface Keys {
  readonly gpg: boolean;
  /** Long ids of the keys in the data that is to be added. */
  readonly offered: readonly string[];
  /** Why gpg does not take the data. */
  readonly complaint: string;
  /** File → fingerprints in it. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly data: Buffer | undefined;
}

interface Work {
  readonly id: string;
  readonly data: Buffer | undefined;
  readonly files: readonly string[];
}

const TRUSTED = '/etc/apt/trusted.gpg';
// A home of its own: nothing of the keys of the user who runs this takes part.
const HOME = sh`GNUPGHOME=$(mktemp -d) && export GNUPGHOME || exit 4
trap 'rm -rf -- "$GNUPGHOME"' EXIT
trap 'exit 143' TERM`;

/** Keeps keys that APT trusts, with gpg alone. */
export const aptKey = defineModule({
  name: 'ansible.builtin.apt_key',
  doc: {
    short: 'Keeps keys that APT trusts',
    description:
      'Works with gpg alone: the target needs no apt-key, which new releases of Debian and Ubuntu have no longer.',
    examples: `- ansible.builtin.apt_key:
    url: https://packages.example.org/key.asc
    keyring: /etc/apt/trusted.gpg.d/example.gpg
`,
    returns: {
      before: 'Long ids of the keys before.',
      after: 'Long ids of the keys afterwards.',
      id: 'The id of the task, or of the first key in the data.',
    },
  },
  args: {
    id: { description: 'Id or fingerprint of the key. Default: that of the data.' },
    data: { description: 'The key itself.' },
    file: { type: 'path', description: 'File of the target with the key.' },
    url: { description: 'Address of the key, fetched by the target.' },
    keyserver: { description: 'Server to ask for the key by its id.' },
    keyring: { type: 'path', description: `Keyring to keep the key in. Default ${TRUSTED}.` },
    validate_certs: { type: 'bool', default: true, description: "Check the server's certificate." },
    state: { choices: ['absent', 'present'], default: 'present', description: 'Whether the key is trusted.' },
  },
  rules: { mutually_exclusive: [['data', 'file', 'keyserver', 'url']] },
  check: 'full',

  async probe(args, ctx): Promise<Keys> {
    const wanted = args.state === 'present' || args.id === undefined;
    const data = wanted ? await keyData(args, ctx) : undefined;
    const files =
      args.keyring === undefined
        ? sh`${TRUSTED} /etc/apt/trusted.gpg.d/*.gpg /etc/apt/trusted.gpg.d/*.asc`
        : sh`${args.keyring}`;
    const result = await ctx.host.run(
      sh`command -v gpg >/dev/null 2>&1 || exit 3
${HOME}
${data ? sh`gpg --batch --no-tty --with-colons --show-keys 2>&1` : sh`:`}
printf '\\036'
for f in ${files}; do [ -f "$f" ] || continue; printf 'file:%s\\n' "$f"; gpg --batch --no-tty --with-colons --show-keys -- "$f" 2>/dev/null; done
:`,
      { repeatable: true, ...(data && { stdin: data }) },
    );
    const [offer = '', list = ''] = result.stdout.toString('utf8').split('\x1e');
    const files_ = new Map<string, readonly string[]>();
    for (const part of list.split(/^file:/m).slice(1)) {
      const end = part.indexOf('\n');
      files_.set(part.slice(0, end), fingerprints(part.slice(end)));
    }
    return {
      gpg: result.rc !== 3,
      offered: fingerprints(offer),
      complaint: offer.trim(),
      files: files_,
      data,
    };
  },

  decide(args, keys): Decision<Work> {
    const refuse = (failed: string, result: Returned = {}): Decision<Work> => ({
      changed: false,
      failed,
      result,
      work: { id: '', data: undefined, files: [] },
    });
    if (!keys.gpg)
      return refuse('gpg is not installed on the target; install the package gpg (or gnupg) first');
    if (keys.data && keys.offered.length === 0)
      return refuse(`Unable to extract a key from ${sourceOf(args)}: ${keys.complaint}`);
    const given = args.id ?? keys.offered[0]?.slice(-16);
    const hex = given?.replace(/^0x/i, '').toUpperCase();
    if (hex === undefined || !/^[\dA-F]{8,40}$/.test(hex))
      return refuse('Invalid key_id', { id: args.id ?? null });
    const before = [...keys.files.values()].flat();
    const holders = [...keys.files].filter(([, found]) => found.some((key) => key.endsWith(hex)));
    const present = holders.length > 0;
    const id = { short_id: hex.slice(-8), fp: hex, key_id: hex.slice(-16), id: given! };
    const result: Returned = { ...id, before: before.map(longId) };
    const files = holders.map(([file]) => file);
    if (args.state === 'absent')
      return { changed: present, work: { id: hex, data: undefined, files }, result };
    if (!present && !keys.data && args.keyserver === undefined)
      return refuse(
        `the key ${given} is not there; say where it comes from with url, data, file or keyserver`,
        result,
      );
    return { changed: !present, work: { id: hex, data: keys.data, files }, result };
  },

  async apply(args, work, ctx): Promise<Applied> {
    const keyring = args.keyring ?? TRUSTED;
    const ring = sh`gpg --batch --no-tty --yes --no-default-keyring --keyring ${`gnupg-ring:${keyring}`}`;
    const script: Sh =
      args.state === 'absent'
        ? removal(work)
        : sh`umask 022
${work.data ? sh`${ring} --import` : sh`${ring} --keyserver ${args.keyserver ?? ''} --recv-keys ${work.id}`} || exit 5
rm -f -- ${`${keyring}~`}
chmod 0644 ${keyring}
gpg --batch --no-tty --with-colons --show-keys -- ${keyring}`;
    const result = await ctx.host.run(sh`${HOME}\n${script}`, { ...(work.data && { stdin: work.data }) });
    if (result.rc !== 0) return { failed: `gpg failed: ${errorText(result)}`, changed: false };
    if (args.state === 'absent') return {};
    const after = fingerprints(result.stdout.toString('utf8'));
    if (!after.some((key) => key.endsWith(work.id))) {
      return {
        failed: `the key ${work.id} is not among those that were added: check that the id is right and no subkey's`,
        result: { after: after.map(longId) },
      };
    }
    return { result: { after: after.map(longId) } };
  },
});

interface Source {
  readonly data: string | undefined;
  readonly file: string | undefined;
  readonly url: string | undefined;
  readonly validate_certs: boolean;
}

async function keyData(args: Source, ctx: ModuleContext): Promise<Buffer | undefined> {
  if (args.data !== undefined) return Buffer.from(`${args.data}\n`);
  if (args.file !== undefined) return readFile(ctx.host, args.file);
  if (args.url === undefined) return undefined;
  const request = simpleGet(args.url, { checkCertificates: args.validate_certs });
  const answer = await httpRequest(ctx, request, { keepBody: false });
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  return fail('apt-key', `Failed to download key at ${args.url}: ${answer.reason}`, {
    span: ctx.span,
    fix: 'check the address, and that the target can reach it',
  });
}

function sourceOf({ data, file, url }: Source): string {
  return data !== undefined ? 'inline data' : (file ?? url ?? 'the data');
}

/** Files with the one key alone go as a whole, since gpg does not write armoured ones. */
function removal({ id, files }: Work): Sh {
  return sh`for f in ${files}; do
n=$(gpg --batch --no-tty --with-colons --show-keys -- "$f" 2>/dev/null | grep -c '^pub:')
case $n:$f in
1:*.asc | 1:/etc/apt/trusted.gpg.d/*) rm -f -- "$f" || exit 5 ;;
*) gpg --batch --no-tty --yes --no-default-keyring --keyring "gnupg-ring:$f" --delete-keys ${id} || exit 5; rm -f -- "$f~"; chmod 0644 "$f" ;;
esac; done`;
}

/** Fingerprints of the primary keys in gpg's colon format. */
function fingerprints(text: string): string[] {
  const found: string[] = [];
  let primary = false;
  for (const line of text.split('\n')) {
    const fields = line.split(':');
    if (fields[0] === 'pub') primary = true;
    else if (fields[0] === 'sub') primary = false;
    else if (fields[0] === 'fpr' && primary) found.push(fields[9]!);
  }
  return found;
}

function longId(fingerprint: string): string {
  return fingerprint.slice(-16);
}
