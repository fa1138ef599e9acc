const MASK = '********';
/** Shorter secrets are not masked: replacing every "a" would hide nothing and make the output unreadable. */
const SHORTEST = 3;
/** Lines of a multi-line secret (a key file) are masked one by one from this length on. */
const SHORTEST_LINE = 12;

/**
 * The one place secrets are masked: every reporter writes through it. Knows a secret also in base64,
 * shell-quoted, URL-encoded and JSON-escaped form, and a multi-line one line by line.
 */
export class SecretGate {
  private readonly forms = new Set<string>();
  private pattern: RegExp | undefined;

  /** Registers a secret; may be called at any time, also repeatedly. */
  add(secret: string): void {
    const before = this.forms.size;
    for (const text of [secret, ...longLines(secret)]) {
      if (text.length < SHORTEST) continue;
      for (const form of formsOf(text)) this.forms.add(form);
    }
    if (this.forms.size !== before) this.pattern = undefined;
  }

  /** The text with every known secret replaced by stars. */
  mask(text: string): string {
    if (this.forms.size === 0) return text;
    this.pattern ??= compile(this.forms);
    return text.replace(this.pattern, MASK);
  }
}

function longLines(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length === 1
    ? []
    : lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST_LINE);
}

function* formsOf(text: string): Generator<string> {
  yield text;
  if (text.endsWith('\n')) yield* formsOf(text.trimEnd());
  yield JSON.stringify(text).slice(1, -1);
  yield text.replaceAll("'", `'"'"'`);
  yield text.replaceAll("'", `'\\''`);
  const encoded = percentEncode(text);
  yield encoded;
  yield encoded.replaceAll('%20', '+');
  yield* base64Forms(text);
}

function percentEncode(text: string): string {
  return Buffer.from(text).reduce((out, byte) => {
    const char = String.fromCharCode(byte);
    return (
      out + (/[A-Za-z0-9_.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    );
  }, '');
}

/** Base64 of the text at each of the three alignments it can have inside a longer text (`user:password`). */
function* base64Forms(text: string): Generator<string> {
  const bytes = Buffer.from(text);
  const whole = bytes.toString('base64');
  yield whole;
  yield whole.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  for (const shift of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = shift === 0 ? 0 : shift + 1;
    const last = Math.floor(((shift + bytes.length) * 8) / 6);
    const core = shifted.slice(first, last);
    if (core.length >= 8) yield core;
  }
}

function compile(forms: ReadonlySet<string>): RegExp {
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}
