import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Marker, MarkerScanner } from './marker.js';

const nonce = '0123456789abcdef0123456789abcdef';

interface Scanned {
  readonly data: Buffer;
  readonly markers: readonly { readonly at: number; readonly marker: Marker }[];
}

/** Feeds bytes in pieces of the given sizes (repeated as often as needed). */
function scan(bytes: Buffer, sizes: readonly number[]): Scanned {
  const scanner = new MarkerScanner(nonce);
  const chunks: Buffer[] = [];
  const markers: { at: number; marker: Marker }[] = [];
  let length = 0;
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    for (const piece of scanner.push(bytes.subarray(at, at + size))) {
      if ('marker' in piece) markers.push({ at: length, marker: piece.marker });
      else {
        chunks.push(Buffer.from(piece.data));
        length += piece.data.length;
      }
    }
    at += size;
  }
  chunks.push(scanner.flush());
  return { data: Buffer.concat(chunks), markers };
}

const marker = (body: string) => Buffer.from(`\x1e${nonce} ${body}\n`);

describe('finding markers in a stream', () => {
  it('gives the same bytes and markers for every way of cutting the stream', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.nat(nonce.length).map((n) => Buffer.from(`\x1e${nonce.slice(0, n)}`)),
      fc.constant(Buffer.from('\x1e\x1e\n')),
    );
    const part = fc.tuple(noise, fc.nat(99_999), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        noise,
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }),
        (parts, tail, sizes) => {
          const stream = parts.flatMap(([data, seq, rc]) => [data, marker(`E ${seq} ${rc}`)]);
          const scanned = scan(Buffer.concat([...stream, tail]), sizes);
          expect(scanned.data.equals(Buffer.concat([...parts.map(([data]) => data), tail]))).toBe(true);
          let at = 0;
          const wanted = parts.map(([data, seq, rc]) => {
            at += data.length;
            return { at, marker: { kind: 'E', words: [String(seq), String(rc)] } };
          });
          expect(scanned.markers).toEqual(wanted);
        },
      ),
    );
  });

  it.each([
    ['another nonce', Buffer.from(`\x1e${nonce.replace('0', '1')} E 1 0\n`)],
    ['no control byte', Buffer.from(`${nonce} E 1 0\n`)],
    ['a body that never ends', Buffer.concat([Buffer.from(`\x1e${nonce} `), Buffer.alloc(5000, 'x')])],
  ])('takes %s for output', (_, bytes) => {
    const scanned = scan(bytes, [7]);
    expect(scanned.markers).toEqual([]);
    expect(scanned.data.equals(bytes)).toBe(true);
  });

  it('passes output on without waiting when it cannot be a marker', () => {
    const pieces = new MarkerScanner(nonce).push(Buffer.from('progress 50 %'));
    expect(pieces).toEqual([{ data: Buffer.from('progress 50 %') }]);
  });
});
