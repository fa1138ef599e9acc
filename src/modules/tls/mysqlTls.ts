import type { Duplex } from 'node:stream';

/** A client's request to switch to TLS: capabilities (protocol 4.1, SSL, secure connection), packet size, UTF-8. */
const SSL_REQUEST = Buffer.from([
  0x20,
  0x00,
  0x00,
  0x01,
  0x85,
  0xae,
  0x7f,
  0x00,
  0x00,
  0x00,
  0x00,
  0x01,
  0x21,
  ...Array.from({ length: 23 }, () => 0),
]);

/** Waits for a MySQL server's greeting and asks it to go on with TLS. */
export function startMysqlTls(stream: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    let greeting = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      greeting = Buffer.concat([greeting, chunk]);
      if (greeting.length < 4 || greeting.length < 4 + greeting.readUIntLE(0, 3)) return;
      stream.off('data', onData).pause();
      stream.write(SSL_REQUEST);
      resolve();
    };
    stream.on('data', onData).once('error', reject);
    stream.once('close', () => reject(new Error('the server closed the connection')));
  });
}
