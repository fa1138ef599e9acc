import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromJs } from '../../value/convert.js';
import type { Dict, Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import { urlLookups } from './url.js';

const dir = mkdtempSync(join(tmpdir(), 'mwt-url-'));
const credentials = `Basic ${Buffer.from('u:p').toString('base64')}`;
const server = createServer(answer);
let base = '';

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request;
  const texts: Record<string, string> = {
    '/lines': 'one\ntwo\n\nfour',
    '/agent': `${headers['user-agent']} ${headers['x-a'] ?? '-'} ${headers['cache-control'] ?? '-'}`,
    '/auth': 'inside',
  };
  const refused = request.url === '/auth' && headers.authorization !== credentials;
  if (request.url === '/away') response.writeHead(302, { location: '/lines' }).end();
  else if (request.url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
  else if (request.url === '/never') return;
  else if (refused) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('no');
  else if (texts[request.url ?? ''] === undefined) response.writeHead(404).end('no');
  else response.end(texts[request.url ?? '']);
}

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true });
});

async function fetched(
  term: string,
  options: object = {},
  variables: Record<string, Value> = {},
): Promise<Value> {
  const ctx = { scope: { get: (name: string) => variables[name] } } as unknown as CallContext;
  const kwargs = new Map(Array.from(fromJs(options) as Dict, ([key, value]) => [String(key), value]));
  return urlLookups[0]!.apply([term.startsWith('/') ? base + term : term], kwargs, ctx);
}

describe('the url lookup', () => {
  it.each<[string, object, string[]]>([
    ['/lines', {}, ['one', 'two', '', 'four']],
    ['/lines', { split_lines: false }, ['one\ntwo\n\nfour']],
    ['/away', {}, ['one', 'two', '', 'four']],
    ['/agent', {}, ['ansible-httpget - -']],
    ['/agent', { headers: { 'X-A': 'v' }, http_agent: 'me', force: true }, ['me v no-cache']],
    ['/auth', { username: 'u', password: 'p' }, ['inside']],
    ['/auth', { username: 'u', password: 'p', force_basic_auth: true }, ['inside']],
  ])('%s with %j', async (path, options, lines) => {
    expect(await fetched(path, options)).toEqual(lines);
  });

  it('takes options from variables', async () => {
    expect(await fetched('/agent', {}, { ansible_lookup_url_agent: 'named' })).toEqual(['named - -']);
  });

  it('reads files of the controller', async () => {
    const path = join(dir, 'a file');
    writeFileSync(path, 'text\n');
    expect(await fetched(pathToFileURL(path).href)).toEqual(['text']);
  });

  it.each<[string, object, string]>([
    ['/nothing', {}, 'Received HTTP error for BASE/nothing : HTTP Error 404: Not Found'],
    [
      '/auth',
      { username: 'u', password: 'x' },
      'Received HTTP error for BASE/auth : HTTP Error 401: Unauthorized',
    ],
    ['/away', { follow_redirects: 'none' }, 'Received HTTP error for BASE/away : HTTP Error 302: Found'],
    ['/never', { timeout: 0.2 }, 'Failed lookup url for BASE/never : <urlopen error timed out>'],
    ['/file', {}, 'Failed lookup url for file:///etc/passwd : <urlopen error '],
    [
      'http://127.0.0.1:1/x',
      {},
      'Failed lookup url for http://127.0.0.1:1/x : <urlopen error [Errno 111] Connection refused>',
    ],
    [
      'file:///nonexistent/x',
      {},
      "Failed lookup url for file:///nonexistent/x : <urlopen error [Errno 2] No such file or directory: '/nonexistent/x'>",
    ],
  ])('%s with %j fails', async (path, options, message) => {
    await expect(fetched(path, options)).rejects.toThrow(message.replace('BASE', base));
  });
});
