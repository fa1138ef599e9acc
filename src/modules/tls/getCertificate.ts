import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import type { ArgsOf } from '../../spec/types.js';
import { toInt } from '../../value/numbers.js';
import { Dict, type Value } from '../../value/types.js';
import { type Certificate, readCertificate } from '../../x509/certificate.js';
import type { DistinguishedName } from '../../x509/distinguishedName.js';
import { longName, shortName } from '../../x509/oids.js';
import { toPem } from '../../x509/pem.js';
import { formatTimestamp } from '../../x509/timestamps.js';
import { cryptoBackend } from './cryptoBackend.js';
import { inputOf, readInputs } from './inputs.js';
import { startMysqlTls } from './mysqlTls.js';

const args = {
  host: { type: 'str', required: true, description: 'Host to connect to, as the target knows it.' },
  port: { type: 'int', required: true, description: 'Port to connect to.' },
  server_name: { type: 'str', description: 'Name to ask for (SNI); default: the host.' },
  ca_cert: { type: 'path', description: 'Certificates on the target that must have signed it.' },
  ciphers: { type: 'list', elements: 'str', description: 'Ciphers to offer, in OpenSSL’s words.' },
  proxy_host: { type: 'str', description: 'HTTP proxy to go through.' },
  proxy_port: { type: 'int', default: 8080, description: 'Port of the proxy.' },
  starttls: { choices: ['mysql'], description: 'Protocol that is spoken before the switch to TLS.' },
  timeout: { type: 'int', default: 10, description: 'Seconds to wait.' },
  asn1_base64: { type: 'bool', default: false, description: 'Return extensions in base64.' },
  ...cryptoBackend,
} as const;

type Args = ArgsOf<typeof args>;

export const getCertificate = definePlainModule({
  kind: 'read',
  name: 'community.crypto.get_certificate',
  doc: {
    short: 'Fetches the certificate that a server shows',
    description: 'The connection starts at the target, through the SSH connection to it.',
    examples: `- community.crypto.get_certificate:
    host: www.example.com
    port: 443
  register: shown
- assert:
    that: not shown.expired
`,
    returns: {
      cert: 'The certificate',
      subject: 'Attributes of the name',
      issuer: 'Attributes of the issuer’s name',
      expired: 'Whether it has ended',
      not_before: 'When it begins',
      not_after: 'When it ends',
      serial_number: 'Serial number',
      extensions: 'Extensions: name, critical, asn1_data',
      signature_algorithm: 'Algorithm of the signature',
      version: 'Version minus one',
    },
  },
  args,
  async run(args, ctx) {
    const [file] = await readInputs(ctx, [args.ca_cert]);
    const authorities = inputOf('the CA certificate', file, undefined)?.content;
    const from = `${args.host}:${args.port}`;
    const der = await withTimeout(
      args.timeout,
      `no certificate from ${from} within ${args.timeout} s`,
      (signal) => shownCertificate(args, ctx, authorities, signal),
    ).catch((error: Error) =>
      fail('certificate-fetch', `could not get a certificate from ${from}: ${error.message}`),
    );
    return { result: { ...facts(readCertificate(der), args.asn1_base64), cert: toPem('CERTIFICATE', der) } };
  },
});

async function shownCertificate(
  args: Args,
  ctx: ModuleContext,
  authorities: Buffer | undefined,
  signal: AbortSignal,
): Promise<Buffer> {
  const session = ctx.host.session();
  const stream =
    args.proxy_host === undefined
      ? await session.forward(args.host, args.port)
      : await throughProxy(await session.forward(args.proxy_host, args.proxy_port), args);
  signal.addEventListener('abort', () => stream.destroy());
  try {
    if (args.starttls === 'mysql') await startMysqlTls(stream);
    return await handshake(stream, args, authorities);
  } finally {
    stream.destroy();
  }
}

function handshake(stream: Duplex, args: Args, authorities: Buffer | undefined): Promise<Buffer> {
  const name = args.server_name ?? args.host;
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({
      socket: stream,
      ...(/^[\d.]+$|:/.test(name) ? {} : { servername: name }),
      ...(args.ciphers && { ciphers: args.ciphers.join(':') }),
      ...(authorities && { ca: authorities }),
      rejectUnauthorized: authorities !== undefined,
      // Only the signature counts here, not whether the name is right.
      checkServerIdentity: () => undefined,
      minVersion: 'TLSv1',
    });
    socket.once('secureConnect', () => {
      const { raw } = socket.getPeerCertificate();
      if (raw) resolve(raw);
      else reject(new Error('the server showed none'));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
  });
}

function throughProxy(stream: Duplex, { host, port }: Args): Promise<Duplex> {
  stream.write(`CONNECT ${host}:${port} HTTP/1.0\r\n\r\n`);
  return new Promise((resolve, reject) => {
    let answer = '';
    const onData = (chunk: Buffer): void => {
      answer += chunk.toString('latin1');
      if (!answer.includes('\r\n\r\n')) return;
      stream.off('data', onData).pause();
      if (/^HTTP\/\S+ 2/.test(answer)) resolve(stream);
      else reject(new Error(`the proxy answers "${answer.split('\r\n')[0]}"`));
    };
    stream.on('data', onData).once('error', reject);
    stream.once('close', () => reject(new Error('the proxy closed the connection')));
  });
}

async function withTimeout<T>(
  seconds: number,
  message: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(message));
      controller.abort();
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function facts(certificate: Certificate, base64: boolean): Record<string, Value> {
  const names = (name: DistinguishedName) => new Dict(name.map(({ oid, value }) => [shortName(oid), value]));
  return {
    subject: names(certificate.subject),
    issuer: names(certificate.issuer),
    expired: certificate.notAfter < new Date(),
    extensions: certificate.extensions.map(({ oid, critical, value }) =>
      Dict.of({
        critical,
        asn1_data: base64 ? value.toString('base64') : value.toString('utf8'),
        name: shortName(oid),
      }),
    ),
    not_before: formatTimestamp(certificate.notBefore),
    not_after: formatTimestamp(certificate.notAfter),
    serial_number: toInt(certificate.serial),
    signature_algorithm: longName(certificate.signatureOid),
    version: certificate.version - 1,
  };
}
