import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { fileURLToPath } from 'node:url';
import { asDouble, asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { parseFloatText } from '../../value/numberLiteral.js';
import { splitLines } from '../../value/pymethods/strSplit.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, type Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupOptions } from './options.js';

/** The url lookup. */
export const urlLookups: readonly LookupEntry[] = [
  {
    name: 'url',
    doc: 'The lines of web pages (`split_lines=false`: the text); options validate_certs, username, password, force_basic_auth, headers, follow_redirects, http_agent, unix_socket, ca_path, timeout (10 s).',
    apply: fetchAll,
  },
];

interface FetchOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: string | undefined;
  /** Send the credentials with the first request. */
  readonly forceBasicAuth: boolean;
  readonly ca: Buffer | undefined;
  /** Which redirections are followed: all, yes, safe, urllib2 or none. */
  readonly follow: string;
  readonly socketPath: string | undefined;
  readonly verify: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

async function fetchAll(terms: Value[], kwargs: Kwargs, ctx: CallContext): Promise<Value[]> {
  const given = optionsOf(kwargs, ctx);
  const headers = given.headers instanceof Dict ? [...given.headers] : [];
  const options: FetchOptions = {
    headers: Object.fromEntries([
      ['user-agent', pyStr(given.http_agent)],
      ...(truthy(given.force) ? [['cache-control', 'no-cache']] : []),
      ...headers.map(([key, value]) => [pyStr(key).toLowerCase(), pyStr(value)]),
    ]),
    credentials:
      given.username === null
        ? undefined
        : `${pyStr(given.username)}:${given.password === null ? '' : pyStr(given.password)}`,
    forceBasicAuth: isTrue(given.force_basic_auth),
    verify: isTrue(given.validate_certs),
    ca: given.ca_path === null ? undefined : readFileSync(pyStr(given.ca_path)),
    follow: pyStr(given.follow_redirects).toLowerCase(),
    socketPath: given.unix_socket === null ? undefined : pyStr(given.unix_socket),
    timeout:
      asDouble(typeof given.timeout === 'string' ? (parseFloatText(given.timeout) ?? null) : given.timeout) *
      1000,
  };
  const results: Value[] = [];
  for (const term of terms) {
    const url = asText(term);
    const text = url.startsWith('file:') ? localText(url) : await fetchText(url, options, 10);
    if (isTrue(given.split_lines)) results.push(...splitLines(text));
    else results.push(text);
  }
  return results;
}

const defaults = {
  split_lines: true,
  validate_certs: true,
  username: null,
  password: null,
  headers: null,
  timeout: 10,
  force: false,
  force_basic_auth: false,
  follow_redirects: 'urllib2',
  http_agent: 'ansible-httpget',
  unix_socket: null,
  ca_path: null,
} as const;

/** Options of the call, else of the variables `ansible_lookup_url_<option>`. */
function optionsOf(kwargs: Kwargs, ctx: CallContext): { readonly [K in keyof typeof defaults]: Value } {
  const fromVariables = Object.keys(defaults).flatMap((name) => {
    const value = ctx.scope.get(variables[name] ?? `ansible_lookup_url_${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  return lookupOptions(new Map<string, Value>([...fromVariables, ...kwargs]), defaults);
}

const variables: Readonly<Record<string, string>> = {
  force_basic_auth: 'ansible_lookup_url_agent_force_basic_auth',
  http_agent: 'ansible_lookup_url_agent',
};

function isTrue(value: Value): boolean {
  return typeof value === 'string' ? /^(?:y|yes|on|1|true|t|1\.0)$/i.test(value.trim()) : truthy(value);
}

/** `file:` is for the terms themselves: a redirection never leads to a file of the controller. */
function localText(url: string): string {
  try {
    return readFileSync(fileURLToPath(url), 'utf8');
  } catch (error) {
    throw new PyError('AnsibleError', reasonOf(url, error as Error), { cause: error as Error });
  }
}

/** An answer of 401 makes it try again with the credentials, as a browser does. */
async function fetchText(url: string, options: FetchOptions, redirects: number): Promise<string> {
  let response = await send(url, options, options.forceBasicAuth);
  if (response.statusCode === 401 && options.credentials !== undefined && !options.forceBasicAuth) {
    response.resume();
    response = await send(url, options, true);
  }
  const status = response.statusCode ?? 0;
  const target = response.headers.location;
  const follows = !['no', 'none', 'false'].includes(options.follow);
  if (status >= 300 && status < 400 && target !== undefined && redirects > 0 && follows) {
    response.resume();
    return fetchText(new URL(target, url).href, options, redirects - 1);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  if (status >= 300) {
    const reason = `HTTP Error ${status}: ${response.statusMessage ?? ''}`;
    throw new PyError('AnsibleError', `Received HTTP error for ${url} : ${reason}`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(url: string, options: FetchOptions, authenticate: boolean): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void =>
      reject(new PyError('AnsibleError', reasonOf(url, error), { cause: error }));
    try {
      const start = url.startsWith('https:') ? httpsRequest : httpRequest;
      const { headers, credentials, verify, timeout, ca, socketPath } = options;
      const call = start(
        url,
        {
          headers: { ...headers },
          timeout,
          rejectUnauthorized: verify,
          ...(authenticate && credentials !== undefined && { auth: credentials }),
          ...(ca && { ca }),
          ...(socketPath !== undefined && { socketPath }),
        },
        resolve,
      );
      call.on('timeout', () => call.destroy(new Error('timed out')));
      call.on('error', failed);
      call.end();
    } catch (error) {
      failed(error as Error);
    }
  });
}

function reasonOf(url: string, error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  if (/CERT|SIGNATURE|SELF_SIGNED|ALTNAME/.test(code))
    return `Error validating the server's certificate for ${url}: ${error.message}`;
  const { message } = error;
  const missing = code === 'ENOENT' && url.startsWith('file:');
  const reason = missing
    ? `[Errno 2] No such file or directory: ${pyRepr(fileURLToPath(url))}`
    : (REASONS[code] ?? message);
  return `Failed lookup url for ${url} : <urlopen error ${reason}>`;
}

/** Python's words for what goes wrong below HTTP. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: '[Errno 111] Connection refused',
  ECONNRESET: '[Errno 104] Connection reset by peer',
  EHOSTUNREACH: '[Errno 113] No route to host',
  ENETUNREACH: '[Errno 101] Network is unreachable',
  ENOTFOUND: '[Errno -2] Name or service not known',
  EAI_AGAIN: '[Errno -3] Temporary failure in name resolution',
};
