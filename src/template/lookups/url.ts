import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { bind } from '../../value/bind.js';
import { asDouble, asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { splitLines } from '../../value/pymethods/strSplit.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, type Value } from '../../value/types.js';
import type { LookupEntry } from './entry.js';

/** The url lookup. */
export const urlLookups: readonly LookupEntry[] = [
  {
    name: 'url',
    doc: 'The lines of web pages (`split_lines=false`: the text); options validate_certs, username, password, headers, timeout (10 s).',
    apply: fetchAll,
  },
];

interface FetchOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: string | undefined;
  readonly verify: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

async function fetchAll(terms: Value[], kwargs: Kwargs): Promise<Value[]> {
  const params = [
    ['split_lines', true],
    ['validate_certs', true],
    ['username', null],
    ['password', null],
    ['headers', new Dict()],
    ['timeout', 10],
    ['use_proxy', true],
    ['force', false],
  ] as const;
  const bound = bind('url', params, [], kwargs);
  const headers = bound.headers instanceof Dict ? [...bound.headers] : [];
  const options: FetchOptions = {
    headers: Object.fromEntries(headers.map(([key, value]) => [pyStr(key), pyStr(value)])),
    auth:
      bound.username === null
        ? undefined
        : `${asText(bound.username)}:${bound.password === null ? '' : asText(bound.password)}`,
    verify: truthy(bound.validate_certs),
    timeout: asDouble(bound.timeout) * 1000,
  };
  const results: Value[] = [];
  for (const term of terms) {
    const text = await fetchText(asText(term), options, 5);
    if (truthy(bound.split_lines)) results.push(...splitLines(text));
    else results.push(text);
  }
  return results;
}

async function fetchText(url: string, options: FetchOptions, redirects: number): Promise<string> {
  const response = await send(url, options);
  const status = response.statusCode ?? 0;
  const target = response.headers.location;
  if (status >= 300 && status < 400 && target !== undefined && redirects > 0) {
    response.resume();
    return fetchText(new URL(target, url).href, options, redirects - 1);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  if (status >= 400) throw new PyError('AnsibleError', `the url lookup received status ${status} for ${url}`);
  return Buffer.concat(chunks).toString('utf8');
}

function send(url: string, options: FetchOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void =>
      reject(
        new PyError('AnsibleError', `the url lookup failed for ${url}: ${error.message}`, { cause: error }),
      );
    try {
      const start = url.startsWith('https:') ? httpsRequest : httpRequest;
      const { headers, auth, verify, timeout } = options;
      const call = start(url, { headers, auth, rejectUnauthorized: verify, timeout }, resolve);
      call.on('timeout', () => call.destroy(new Error('it did not answer in time')));
      call.on('error', failed);
      call.end();
    } catch (error) {
      failed(error as Error);
    }
  });
}
