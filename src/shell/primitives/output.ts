/**
 * Output without forks. mksh has no builtin printf, ksh's print does the same there; echo would interpret
 * backslashes on some shells. `mw_rs` (record separator, 036) ends fields that may hold newlines.
 */
export const outputPrelude = `
case \${KSH_VERSION-} in
'') mw_put() { printf %s "$1"; } ;;
*) mw_put() { print -rn -- "$1"; } ;;
esac
mw_rs=$(printf '\\036')
mw_nl='
'
`;

/** The byte that ends a field written by the prelude. */
const RECORD_END = 0x1e;

/** Reads the prelude's output: fields ended by the record separator, then lines, then raw bytes. */
export class OutputReader {
  private offset = 0;
  constructor(private readonly bytes: Buffer) {}

  /** The next separated field; undefined when the output is cut short. */
  field(): string | undefined {
    return this.until(RECORD_END);
  }

  /** The next line without its newline; undefined when the output is cut short. */
  line(): string | undefined {
    return this.until(0x0a);
  }

  /** Everything not read yet. */
  rest(): Buffer {
    return this.bytes.subarray(this.offset);
  }

  private until(end: number): string | undefined {
    const at = this.bytes.indexOf(end, this.offset);
    if (at < 0) return undefined;
    const text = this.bytes.toString('utf8', this.offset, at);
    this.offset = at + 1;
    return text;
  }
}
