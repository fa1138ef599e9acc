import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dict, type Value } from '../../value/types.js';
import { type ModuleLab, openModuleLab } from '../files/moduleUnderTest.js';
import { curlConfig, wgetConfig } from './clientConfig.js';
import { getUrl } from './getUrl.js';
import type { HttpRequest } from './httpRequest.js';
import { uri } from './uri.js';

let lab: ModuleLab;
let server: Server;
let base: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'web-'));
  lab = openModuleLab(folder);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/gone') return response.writeHead(404, 'Not Found').end('nothing');
      if (request.url === '/moved') return response.writeHead(302, { Location: '/file' }).end();
      if (request.url === '/file') {
        if (request.headers['if-modified-since'] !== undefined) return response.writeHead(304).end();
        return response.writeHead(200, { 'Content-Length': 6 }).end('hello\n');
      }
      if (request.url === '/sums')
        return response.end('5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  ./file\n');
      const seen = {
        method: request.method,
        body: Buffer.concat(chunks).toString(),
        headers: request.headers,
      };
      return response
        .writeHead(200, { 'Content-Type': 'application/json', 'Set-Cookie': ['a=1; path=/', 'b=2'] })
        .end(JSON.stringify(seen));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await lab.close();
  server.close();
  rmSync(folder, { recursive: true });
});

function within(value: Value | undefined, ...keys: string[]): Value | undefined {
  let at = value;
  for (const key of keys) at = at instanceof Dict ? at.get(key) : undefined;
  return at;
}

describe('get_url', () => {
  it('fetches into a folder under the name in the address, then asks whether that is still current', async () => {
    const first = await lab.run(getUrl, { url: `${base}/file`, dest: `${folder}/`, mode: '0640' });
    expect(first.value.get('changed')).toBe(true);
    expect(first.value.get('mode')).toBe('0640');
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('hello\n');
    const second = await lab.run(getUrl, { url: `${base}/file`, dest: join(folder, 'file') });
    expect([second.value.get('changed'), second.value.get('status_code')]).toEqual([false, 304]);
  });

  it('takes a digest from a list and needs no request for a file that has it', async () => {
    const args = { url: `${base}/file`, dest: join(folder, 'summed'), checksum: `sha256:${base}/sums` };
    expect((await lab.run(getUrl, args)).value.get('changed')).toBe(true);
    utimesSync(join(folder, 'summed'), 0, 0);
    expect((await lab.run(getUrl, args)).value.get('msg')).toBe('file already exists');
  });

  it('keeps nothing of a file with another digest', async () => {
    const dest = join(folder, 'forged');
    const { value } = await lab.run(getUrl, {
      url: `${base}/file`,
      dest,
      checksum: `sha1:${'0'.repeat(40)}`,
    });
    expect(value.get('msg')).toMatch(/did not match 0000/);
    expect(existsSync(dest)).toBe(false);
  });

  it('gives the answer of the server when it refuses', async () => {
    const { value } = await lab.run(getUrl, { url: `${base}/gone`, dest: join(folder, 'gone') });
    expect([value.get('status_code'), value.get('response')]).toEqual([404, 'HTTP Error 404: Not Found']);
  });
});

describe('uri', () => {
  it('sends JSON with headers and credentials, and returns JSON and cookies', async () => {
    const { value } = await lab.run(uri, {
      url: `${base}/api`,
      method: 'post',
      body: { name: 'p 1' },
      body_format: 'json',
      headers: { 'X-Odd': 'it\'s "odd" \\' },
      url_username: 'me',
      url_password: 'se"cret',
      force_basic_auth: true,
    });
    const json = value.get('json');
    expect(within(json, 'body')).toBe('{"name": "p 1"}');
    expect(within(json, 'headers', 'content-type')).toBe('application/json');
    expect(within(json, 'headers', 'x-odd')).toBe('it\'s "odd" \\');
    expect(within(json, 'headers', 'authorization')).toBe(`Basic ${btoa('me:se"cret')}`);
    expect(value.get('cookies_string')).toBe('a=1; b=2');
  });

  it('follows redirects of what is safe to repeat, and of nothing else', async () => {
    const followed = await lab.run(uri, { url: `${base}/moved`, return_content: true });
    expect([
      followed.value.get('url'),
      followed.value.get('redirected'),
      followed.value.get('content'),
    ]).toEqual([`${base}/file`, true, 'hello\n']);
    const posted = await lab.run(uri, { url: `${base}/moved`, method: 'POST', status_code: [302] });
    expect([posted.value.get('failed'), posted.value.get('location')]).toEqual([undefined, `${base}/file`]);
  });

  it('fails for other statuses, and in words for no answer at all', async () => {
    const gone = await lab.run(uri, { url: `${base}/gone` });
    expect(gone.value.get('msg')).toBe('Status code was 404 and not [200]: HTTP Error 404: Not Found');
    const nobody = await lab.run(uri, { url: 'http://127.0.0.1:1/' });
    expect(nobody.value.get('msg')).toBe(
      'Status code was -1 and not [200]: Request failed: <urlopen error [Errno 111] Connection refused>',
    );
  });
});

describe('the configuration of the client', () => {
  const request: HttpRequest = {
    url: 'http://h/',
    method: 'GET',
    headers: new Map([['A', 'x\noutput = "/etc/passwd"']]),
    user: undefined,
    basicAuth: false,
    followRedirects: false,
    checkCertificates: true,
    useProxy: true,
    decompress: false,
    userAgent: 'u',
    timeout: 1,
  };

  it('cannot be extended from within a value', () => {
    for (const lines of [curlConfig(request), wgetConfig(request)]) {
      expect(lines.filter((line) => line.includes('\n') || line.startsWith('output'))).toEqual([]);
    }
  });
});
