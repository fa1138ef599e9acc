import { defineModule } from '../../module/define.js';
import type { Applied, Decision, ModuleContext, Returned } from '../../module/types.js';
import { baseName, joinPath } from '../../shell/primitives/path.js';
import { probeFile, statFile } from '../../shell/primitives/stat.js';
import { writeFile } from '../../shell/primitives/write.js';
import type { ArgsOf } from '../../spec/types.js';
import { loads } from '../../value/json.js';
import { Dict, type Value } from '../../value/types.js';
import { attributeArgs, wantedMode } from '../files/attributes.js';
import { digest } from '../files/digests.js';
import { type HttpAnswer, httpRequest } from './httpRequest.js';
import { baseRequest, requestArgs } from './requestArgs.js';
import { bodyOf } from './uriBody.js';

const args = {
  ...attributeArgs,
  ...requestArgs,
  timeout: { type: 'int', default: 30, description: 'Seconds to wait for the connection.' },
  method: { type: 'str', default: 'GET', description: 'Method of the request.' },
  body: { type: 'raw', description: 'What to send.' },
  body_format: {
    type: 'str',
    default: 'raw',
    choices: ['form-urlencoded', 'json', 'raw', 'form-multipart'],
    description: 'How the body is written; sets Content-Type.',
  },
  src: { type: 'path', description: 'File to send as the body.' },
  remote_src: { type: 'bool', default: false, description: 'The file is on the target.' },
  dest: { type: 'path', description: 'File (or folder) of the target for the answer.' },
  status_code: { type: 'list', elements: 'int', default: [200], description: 'Statuses that are a success.' },
  return_content: { type: 'bool', default: false, description: 'Return the body of the answer.' },
  follow_redirects: {
    type: 'str',
    default: 'safe',
    choices: ['all', 'no', 'none', 'safe', 'urllib2', 'yes'],
    description: 'Which redirects to follow; safe: those of GET and HEAD.',
  },
  creates: { type: 'path', description: 'Do nothing when this file exists.' },
  removes: { type: 'path', description: 'Do nothing when this file does not exist.' },
  force: { type: 'bool', default: false, description: 'Ask caches for a fresh answer.' },
  unix_socket: { type: 'path', description: 'Socket to connect to.' },
} as const;

type UriArgs = ArgsOf<typeof args>;

/** Makes a request from the target and returns the answer. */
export const uri = defineModule({
  name: 'ansible.builtin.uri',
  doc: {
    short: 'Talks to a web service',
    description: 'The target makes the request itself, with curl or wget.',
    examples:
      '- uri:\n    url: https://controller/api/ports\n    method: POST\n    body_format: json\n    body: {name: p1}\n    status_code: [200, 201]\n',
    returns: {
      status: 'Status of the answer',
      url: 'Where redirects ended',
      json: 'The body, when it is JSON',
      content: 'The body, with return_content or after a failure',
    },
  },
  args,
  rules: { mutually_exclusive: [['body', 'src']] },
  check: 'partial',

  async probe(args, ctx): Promise<string | undefined> {
    const exists = async (path: string): Promise<boolean> =>
      (await statFile(ctx.host, path, { follow: true, expand: true })).exists;
    if (args.creates !== undefined && (await exists(args.creates)))
      return `skipped, since '${args.creates}' exists`;
    if (args.removes !== undefined && !(await exists(args.removes)))
      return `skipped, since '${args.removes}' does not exist`;
    return undefined;
  },

  decide(_args, kept, { check }): Decision {
    if (kept !== undefined) return { changed: false, work: undefined, result: { stdout: kept } };
    if (check)
      return {
        changed: false,
        work: undefined,
        skipped: 'remote module (ansible.legacy.uri) does not support check mode',
      };
    return { changed: true, work: undefined };
  },

  async apply(args, _work, ctx): Promise<Applied> {
    const method = args.method.toUpperCase();
    const headers = new Map(baseRequest(args).headers);
    const { content, type } = await bodyOf(args, ctx);
    const typed = [...headers.keys()].some((name) => name.toLowerCase() === 'content-type');
    if (type !== undefined && !typed) headers.set('Content-Type', type);
    if (args.force) headers.set('cache-control', 'no-cache');
    const answer = await httpRequest(
      ctx,
      {
        ...baseRequest(args),
        method,
        headers,
        body: content,
        unixSocket: args.unix_socket,
        followRedirects:
          ['all', 'yes', 'urllib2'].includes(args.follow_redirects) ||
          (args.follow_redirects === 'safe' && ['GET', 'HEAD'].includes(method)),
      },
      { keepBody: false },
    );
    const saved = args.dest === undefined ? {} : await save(args, args.dest, answer, ctx);
    return outcome(args, answer, saved);
  },
});

function outcome(args: UriArgs, answer: HttpAnswer, saved: { path?: string; changed?: boolean }): Applied {
  const { status, headers } = answer;
  const success = args.status_code.includes(status);
  const text = answer.body.toString('utf8');
  const length = headers.get('content-length') ?? 'unknown';
  const error = `HTTP Error ${status}: ${answer.reason}`;
  const msg =
    status < 0
      ? `Request failed: <urlopen error ${answer.reason}>`
      : status < 300
        ? `OK (${length} bytes)`
        : error;
  const result: Returned = {
    redirected: answer.redirected,
    url: answer.url,
    status,
    elapsed: answer.elapsed,
    ...headerValues(headers, answer.url),
    ...(status >= 0 && status < 400 && cookieValues(answer.cookies)),
    ...(saved.path !== undefined && { path: saved.path }),
    ...bodyValues(headers.get('content-type') ?? '', text),
    ...(args.return_content && { content: text }),
    msg,
  };
  const changed = saved.changed ?? false;
  if (success) return { changed, result };
  const wanted = `[${args.status_code.join(', ')}]`;
  return { changed, result, failed: `Status code was ${status} and not ${wanted}: ${msg}` };
}

function headerValues(headers: ReadonlyMap<string, string>, url: string): Record<string, Value> {
  const values = Object.fromEntries([...headers].map(([name, value]) => [name.replaceAll('-', '_'), value]));
  if (values.location !== undefined) values.location = absolute(values.location, url);
  return values;
}

function absolute(location: string, url: string): string {
  return URL.canParse(location, url) ? new URL(location, url).href : location;
}

function cookieValues(cookies: readonly string[]): Returned {
  const pairs = cookies.map((cookie) => /^([^=]+)=([^;]*)/.exec(cookie)).filter((pair) => pair !== null);
  const values = new Dict(pairs.map(([, name, value]) => [name!.trim(), value!]));
  return {
    cookies: values,
    cookies_string: [...values].map(([name, value]) => `${name}=${value}`).join('; '),
  };
}

/** JSON is told by the content type, as ansible-core does; a body that is none after all has no `json`. */
function bodyValues(contentType: string, text: string): Returned {
  const [type = ''] = contentType.split(';');
  if (!/^(application|text)\/(.*\+)?(json|javascript)$/i.test(type.trim()) || text === '') return {};
  try {
    return { json: loads(text) };
  } catch {
    return {};
  }
}

async function save(
  args: UriArgs,
  dest: string,
  answer: HttpAnswer,
  ctx: ModuleContext,
): Promise<{ path?: string; changed?: boolean }> {
  if (answer.status < 0) return {};
  const named = await statFile(ctx.host, dest, { follow: true, resolve: true, expand: true });
  const name = baseName(new URL(answer.url).pathname) || 'index.html';
  const path = named.type === 'directory' ? joinPath(named.path, name) : named.path;
  const { stat, content } = await probeFile(ctx.host, path);
  const mode = wantedMode(args, stat);
  if (content?.equals(answer.body) && (mode === undefined || mode === stat.mode))
    return { path, changed: false };
  await writeFile(ctx.host, {
    path: stat.real ?? path,
    content: answer.body,
    current: { stat, sha1: content && digest('sha1', content) },
    mode,
    owner: args.owner,
    group: args.group,
    unsafeWrites: args.unsafe_writes,
  });
  return { path, changed: true };
}
