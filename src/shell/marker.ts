/** One marker found in a stream; `kind` is a letter chosen by the host loop, the rest are its words. */
export interface Marker {
  readonly kind: string;
  readonly words: readonly string[];
}

type StreamPiece = { readonly data: Buffer } | { readonly marker: Marker };

const NEWLINE = 0x0a;
/** A control byte first, so that ordinary text can never look like the beginning of a marker. */
const CONTROL = '\x1e';
/** Longer bodies are not ours: the bytes are output that happens to hold the prefix. */
const MAX_BODY = 200;

/**
 * Finds the host loop's markers (`RS nonce SP kind words… LF`) in a byte stream cut at arbitrary places and
 * returns everything else untouched. Bytes that may be the beginning of a marker are held back until decided.
 */
export class MarkerScanner {
  private readonly prefix: Buffer;
  private held: Buffer = Buffer.alloc(0);

  constructor(nonce: string) {
    this.prefix = Buffer.from(`${CONTROL}${nonce} `);
  }

  push(chunk: Buffer): StreamPiece[] {
    const pieces: StreamPiece[] = [];
    let rest = this.held.length > 0 ? Buffer.concat([this.held, chunk]) : chunk;
    for (;;) {
      const start = rest.indexOf(this.prefix);
      if (start < 0) {
        const keep = partialPrefix(rest, this.prefix);
        addData(pieces, rest.subarray(0, rest.length - keep));
        this.held = Buffer.from(rest.subarray(rest.length - keep));
        return pieces;
      }
      const bodyStart = start + this.prefix.length;
      const end = rest.indexOf(NEWLINE, bodyStart);
      if ((end < 0 ? rest.length : end) - bodyStart > MAX_BODY) {
        addData(pieces, rest.subarray(0, bodyStart));
        rest = rest.subarray(bodyStart);
        continue;
      }
      addData(pieces, rest.subarray(0, start));
      if (end < 0) {
        this.held = Buffer.from(rest.subarray(start));
        return pieces;
      }
      const [kind = '', ...words] = rest.toString('latin1', bodyStart, end).split(' ');
      pieces.push({ marker: { kind, words } });
      rest = rest.subarray(end + 1);
    }
  }

  /** Bytes still held back; call at the end of the stream. */
  flush(): Buffer {
    const rest = this.held;
    this.held = Buffer.alloc(0);
    return rest;
  }
}

function addData(pieces: StreamPiece[], data: Buffer): void {
  if (data.length > 0) pieces.push({ data });
}

/** Length of the longest end of `bytes` that is a beginning of `prefix`. */
function partialPrefix(bytes: Buffer, prefix: Buffer): number {
  const from = Math.max(0, bytes.length - prefix.length + 1);
  for (let at = bytes.indexOf(prefix[0]!, from); at >= 0; at = bytes.indexOf(prefix[0]!, at + 1)) {
    const tail = bytes.subarray(at);
    if (tail.equals(prefix.subarray(0, tail.length))) return tail.length;
  }
  return 0;
}
