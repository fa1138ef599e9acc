import { BuiltinMethod, PyObject, type Value } from './types.js';

/** Python's bytes, as `str.encode()` gives them. */
export class Bytes extends PyObject {
  readonly pyType = 'bytes';

  constructor(readonly data: Buffer) {
    super();
  }

  pyRepr(): string {
    let body = '';
    for (const byte of this.data) body += escapeByte(byte);
    return body.includes("'") && !body.includes('"') ? `b"${body}"` : `b'${body.replaceAll("'", "\\'")}'`;
  }
  override pyTruth(): boolean {
    return this.data.length > 0;
  }
  override pyIterate(): Iterable<Value> {
    return [...this.data];
  }
  override pyLength(): number {
    return this.data.length;
  }
  override pyAttribute(name: string): Value | undefined {
    if (name !== 'decode') return undefined;
    return new BuiltinMethod('decode', 'bytes', (args) => {
      const [encoding = 'utf-8'] = args;
      const latin = typeof encoding === 'string' && /^(?:latin|iso.?8859.?1$|ascii)/i.test(encoding);
      return this.data.toString(latin ? 'latin1' : 'utf8');
    });
  }
  override pyEquals(other: Value): boolean {
    return other instanceof Bytes && other.data.equals(this.data);
  }
}

const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' };

function escapeByte(byte: number): string {
  if (byte in named) return named[byte]!;
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}
