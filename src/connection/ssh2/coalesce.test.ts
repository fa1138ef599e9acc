import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { coalesceWrites } from './coalesce.js';

describe('writes of one turn of the event loop', () => {
  it('leave as one, in order', async () => {
    const batches: string[][] = [];
    const stream = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        batches.push([chunk.toString()]);
        done();
      },
      writev(chunks: { chunk: Buffer }[], done) {
        batches.push(chunks.map(({ chunk }) => chunk.toString()));
        done();
      },
    });
    coalesceWrites(stream);
    stream.write('len');
    stream.write('body');
    stream.write('mac');
    await new Promise(setImmediate);
    stream.write('next');
    await new Promise(setImmediate);
    expect(batches).toEqual([['len', 'body', 'mac'], ['next']]);
  });

  it('are not held back by an end in the same turn', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const client = coalesceWrites(connect((server.address() as AddressInfo).port, '127.0.0.1'));
    const [peer] = await accepted;
    let got = '';
    peer.on('data', (chunk: Buffer) => {
      got += chunk.toString();
    });
    client.write('good');
    client.end('bye');
    await once(peer, 'end');
    expect(got).toBe('goodbye');
    peer.destroy();
    server.close();
  });
});
