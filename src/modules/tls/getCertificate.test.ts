import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcp,
  type Server as TcpServer,
} from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModuleFolder } from '../../../test/support/moduleFolder.js';
import { toJs } from '../../value/convert.js';
import { getCertificate } from './getCertificate.js';
import { opensslPrivatekey } from './opensslPrivatekey.js';
import { x509Certificate } from './x509Certificate.js';

const folder = new ModuleFolder();
const { at, lab } = folder;
const names: string[] = [];
let server: Server;
let proxy: TcpServer;
const portOf = (listener: Server | TcpServer): number => (listener.address() as AddressInfo).port;

beforeAll(async () => {
  await lab.run(opensslPrivatekey, { path: at('key.pem'), type: 'Ed25519' });
  await lab.run(x509Certificate, {
    path: at('crt.pem'),
    privatekey_path: at('key.pem'),
    provider: 'selfsigned',
  });
  server = createServer({
    key: readFileSync(at('key.pem')),
    cert: readFileSync(at('crt.pem')),
    SNICallback: (name, done) => {
      names.push(name);
      done(null);
    },
  });
  server.on('tlsClientError', () => undefined);
  proxy = createTcp((client) => {
    client.once('data', (head) => {
      const port = Number(/:(\d+) HTTP/.exec(head.toString())?.[1]);
      const far = connectTcp(port, '127.0.0.1', () => client.write('HTTP/1.0 200 OK\r\n\r\n'));
      far.pipe(client).pipe(far);
      for (const socket of [far, client]) socket.on('error', () => undefined);
    });
  });
  for (const listener of [server, proxy]) await once(listener.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.close();
  proxy.close();
  await folder.close();
});

async function shown(args: object): Promise<Record<string, unknown>> {
  const { value } = await lab.run(getCertificate, {
    host: '127.0.0.1',
    port: portOf(server),
    timeout: 5,
    ...args,
  });
  return toJs(value) as Record<string, unknown>;
}

describe('get_certificate', () => {
  it('shows what the server shows', async () => {
    expect(await shown({})).toMatchObject({
      changed: false,
      cert: readFileSync(at('crt.pem'), 'utf8'),
      expired: false,
      version: 2,
      signature_algorithm: 'ED25519',
      extensions: [{ name: 'subjectKeyIdentifier', critical: false }],
    });
  });

  it('asks for a name, and goes through a proxy', async () => {
    const result = await shown({
      server_name: 'www.example.com',
      proxy_host: '127.0.0.1',
      proxy_port: portOf(proxy),
    });
    expect(result).toHaveProperty('cert');
    expect(names).toEqual(['www.example.com']);
  });

  it('trusts only the CA it is given', async () => {
    expect(await shown({ ca_cert: at('crt.pem') })).toHaveProperty('cert');
    await lab.run(opensslPrivatekey, { path: at('other.pem'), type: 'Ed25519' });
    await lab.run(x509Certificate, {
      path: at('other.crt'),
      privatekey_path: at('other.pem'),
      provider: 'selfsigned',
    });
    expect(await shown({ ca_cert: at('other.crt') })).toMatchObject({ failed: true });
  });

  it.each([
    ['nobody listens', { port: 1 }, 'could not get a certificate from 127.0.0.1:1'],
    ['the CA file is missing', { ca_cert: '/nowhere/ca.pem' }, '/nowhere/ca.pem does not exist'],
  ])('says so in one sentence when %s', async (_what, args, sentence) => {
    expect(await shown(args)).toMatchObject({ failed: true, msg: expect.stringContaining(sentence) });
  });
});
