import type { Duplex } from 'node:stream';

/**
 * Lets what is written to a stream within one turn of the event loop leave in one piece. The library writes length,
 * body and MAC of every SSH packet on its own; without Nagle's delay each would be a system call and a TCP segment.
 */
export function coalesceWrites<T extends Duplex>(stream: T): T {
  const write = stream.write;
  stream.write = ((...args: Parameters<typeof write>) => {
    if (stream.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => stream.uncork());
    }
    return write.apply(stream, args);
  }) as typeof write;
  return stream;
}
