import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import type { Applied, Decision, ModuleContext, Returned } from '../../module/types.js';
import { setAttributes } from '../../shell/primitives/attributes.js';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumFiles,
} from '../../shell/primitives/checksum.js';
import { baseName, folderOf, joinPath } from '../../shell/primitives/path.js';
import { statFile } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { writeFile } from '../../shell/primitives/write.js';
import type { ArgsOf } from '../../spec/types.js';
import {
  attributeArgs,
  fileFacts,
  planAttributes,
  probeWithAccounts,
  unknownAccount,
  wantedMode,
} from '../files/attributes.js';
import { discard, type HttpAnswer, httpRequest } from './httpRequest.js';
import { baseRequest, requestArgs } from './requestArgs.js';

const args = {
  ...attributeArgs,
  ...requestArgs,
  dest: { type: 'path', required: true, description: 'File of the target, or the folder to put it into.' },
  force: { type: 'bool', default: false, aliases: [], description: 'Fetch even if the file exists.' },
  backup: { type: 'bool', default: false, description: 'Keep the old file beside it, with a time stamp.' },
  checksum: {
    type: 'str',
    default: '',
    description: '`ALGORITHM:DIGEST` of the file, or `ALGORITHM:URL` of a list of digests.',
  },
  tmp_dest: { type: 'path', description: 'Accepted; the temporary file is private.' },
} as const;

type GetArgs = ArgsOf<typeof args>;

interface Expected {
  readonly algorithm: ChecksumAlgorithm;
  readonly digest: string;
}

interface Probed {
  readonly dest: FileStat;
  readonly parentExists: boolean;
  readonly expected: Expected | undefined;
  /** Digest of the file that is there, by the algorithm of `expected`. */
  readonly actual: string | undefined;
  readonly ids: Parameters<typeof planAttributes>[2];
}

/** Fetches a file by HTTP with the target's own client. */
export const getUrl = defineModule({
  name: 'ansible.builtin.get_url',
  doc: {
    short: 'Fetches a file from the web to the target',
    description: 'The target fetches it itself, with curl or wget.',
    examples:
      '- get_url:\n    url: https://example.com/image.qcow2\n    dest: /var/lib/images/\n    checksum: sha256:0123…\n    mode: "0644"\n',
    returns: { dest: 'The file', status_code: 'Of the answer', checksum_dest: 'SHA1 of the file before' },
  },
  args,
  check: 'full',

  async probe(args, ctx): Promise<Probed> {
    const named = await statFile(ctx.host, args.dest, { follow: true, resolve: true, expand: true });
    const path = named.type === 'directory' ? joinPath(named.path, fileName(args.url)) : named.path;
    const { ids } = await probeWithAccounts(ctx, args, []);
    const dest =
      path === named.path ? named : await statFile(ctx.host, path, { follow: true, resolve: true });
    const folder = folderOf(path) || '.';
    const parentExists =
      dest.exists || (await statFile(ctx.host, folder, { follow: true })).type === 'directory';
    const expected = args.checksum === '' ? undefined : await expectedChecksum(args, ctx);
    const actual =
      expected && dest.type === 'file'
        ? (await checksumFiles(ctx.host, [path], expected.algorithm))[0]
        : undefined;
    return { dest, parentExists, expected, actual, ids };
  },

  decide(args, probed, { check }): Decision<Probed> {
    const { dest, expected, actual, ids } = probed;
    const result: Returned = { url: args.url, dest: dest.path };
    const refuse = (failed: string): Decision<Probed> => ({ changed: false, failed, result, work: probed });
    if (dest.type === 'directory') return refuse(`Destination ${dest.path} is a folder`);
    if (!probed.parentExists) return refuse(`Destination ${folderOf(dest.path)} does not exist`);
    const account = unknownAccount(args, ids);
    if (account !== undefined) return refuse(account);
    // Whether an existing file is up to date is for the server to say.
    const asks = dest.exists && expected === undefined && !args.force;
    const kept = dest.exists && expected !== undefined && expected.digest === actual;
    if (!kept && !(asks && check)) return { changed: true, work: probed, result };
    const plan = planAttributes(args, dest, ids);
    const msg = plan.changed ? 'file already exists but file attributes changed' : 'file already exists';
    return { changed: plan.changed, work: probed, result: { ...result, ...fileFacts(dest), msg } };
  },

  async apply(args, { dest, expected, actual, ids }, ctx): Promise<Applied> {
    const adjust = async (): Promise<Applied> => {
      const plan = planAttributes(args, dest, ids);
      if (plan.changed) await setAttributes(ctx.host, [dest.path], plan.change);
      return { changed: plan.changed, result: fileFacts(await statFile(ctx.host, dest.path)) };
    };
    if (dest.exists && expected !== undefined && expected.digest === actual) return adjust();
    const request = baseRequest(args);
    const headers = new Map(request.headers);
    if (dest.exists && expected === undefined && !args.force)
      headers.set('If-Modified-Since', new Date(dest.mtime * 1000).toUTCString());
    else if (args.force) headers.set('cache-control', 'no-cache');
    const answer = await httpRequest(ctx, { ...request, headers }, { keepBody: true });
    try {
      if (answer.status === 304) {
        const done = await adjust();
        const told = { msg: 'HTTP Error 304: Not Modified', status_code: 304, elapsed: answer.elapsed };
        return { ...done, result: { ...done.result, ...told } };
      }
      return await store(args, dest, expected, answer, ctx);
    } finally {
      await discard(ctx, answer);
    }
  },
});

async function store(
  args: GetArgs,
  dest: FileStat,
  expected: Expected | undefined,
  answer: HttpAnswer,
  ctx: ModuleContext,
): Promise<Applied> {
  const told = { status_code: answer.status, elapsed: answer.elapsed };
  if (answer.status < 0) {
    const failed = `Request failed: <urlopen error ${answer.reason}>`;
    return { failed, changed: false, result: { elapsed: answer.elapsed } };
  }
  if (answer.status < 200 || answer.status > 299) {
    const response = `HTTP Error ${answer.status}: ${answer.reason}`;
    return { failed: 'Request failed', changed: false, result: { ...told, response } };
  }
  const body = joinPath(answer.folder, 'body');
  const [sha1 = ''] = await checksumFiles(ctx.host, [body]);
  if (expected) {
    const [digest = ''] = await checksumFiles(ctx.host, [body], expected.algorithm);
    if (digest !== expected.digest) {
      const failed = `The checksum for ${answer.folder}/body did not match ${expected.digest}; it was ${digest}.`;
      return { failed, changed: false, result: told };
    }
  }
  const [before] = dest.type === 'file' ? await checksumFiles(ctx.host, [dest.path]) : [];
  const written = await writeFile(ctx.host, {
    path: dest.real ?? dest.path,
    content: { path: body, sha1 },
    current: 'any',
    mode: wantedMode(args, dest),
    owner: args.owner,
    group: args.group,
    backup: args.backup,
    unsafeWrites: args.unsafe_writes,
  });
  const same = before === sha1;
  return {
    changed: !same,
    result: {
      ...told,
      ...fileFacts(written.stat),
      msg: `OK (${answer.headers.get('content-length') ?? 'unknown'} bytes)`,
      checksum_src: sha1,
      checksum_dest: before ?? null,
      src: body,
      backup_file: written.backup,
    },
  };
}

/** The last part of the path of an address, as the name of the file. */
function fileName(url: string): string {
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';
  const name = baseName(path);
  return name === '' ? 'index.html' : decodeURIComponent(name);
}

async function expectedChecksum(args: GetArgs, ctx: ModuleContext): Promise<Expected> {
  const [, name = '', rest = ''] = /^([^:]*):(.*)$/s.exec(args.checksum.trim()) ?? [];
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name.trim().toLowerCase());
  if (algorithm === undefined || rest === '') {
    fail('bad-checksum', 'checksum is written as ALGORITHM:DIGEST', {
      fix: `algorithms are ${CHECKSUM_ALGORITHMS.join(', ')}`,
    });
  }
  const digest = /^(https?|ftp|file):\/\//.test(rest) ? await digestInList(args, rest, ctx) : rest;
  if (!/^[0-9a-f]+$/i.test(digest.replace(/\s/g, ''))) fail('bad-checksum', 'The checksum format is invalid');
  return { algorithm, digest: digest.replace(/\s/g, '').toLowerCase() };
}

/** The digest of the file in a list as sha256sum writes it; a list of one digest alone needs no name. */
async function digestInList(args: GetArgs, url: string, ctx: ModuleContext): Promise<string> {
  const answer = await httpRequest(ctx, { ...baseRequest(args), url }, { keepBody: false });
  if (answer.status !== 200)
    fail('bad-checksum', `Unable to download checksum file ${url}: ${answer.reason}`);
  const name = fileName(args.url);
  const lines = answer.body
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const single = lines.length === 1 ? lines[0]!.trim() : '';
  if (/^\S+$/.test(single)) return single;
  for (const line of lines) {
    const [digest = '', ...words] = line.trim().split(/\s+/);
    const file = words.join(' ').replace(/^\*/, '').replace(/^\.\//, '');
    if (file === name) return digest;
    const bsd = /^\w+ \((?:\.\/)?(.*)\) = (\w+)$/.exec(line.trim());
    if (bsd?.[1] === name) return bsd[2]!;
  }
  return fail('bad-checksum', `Unable to find a checksum for file '${name}' in '${url}'`);
}
