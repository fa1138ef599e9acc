/** Shell text that is safe to run: made only by the `sh` tag, which quotes what is put into it. */
export class Sh {
  private readonly brand = 'sh';
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
  get isSh(): boolean {
    return this.brand === 'sh';
  }
}

type ShArgument = string | number | Sh | readonly (string | number | Sh)[];

/** Quotes one word for POSIX sh: safe words stay as they are, the rest goes in single quotes. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new RangeError('a shell word cannot hold a NUL byte');
  if (word === '') return "''";
  return /^[A-Za-z0-9_%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/**
 * Tag for shell text. Strings and numbers become one quoted word each, lists become words separated by
 * blanks, `Sh` values are inserted as they are.
 */
export function sh(strings: TemplateStringsArray, ...args: ShArgument[]): Sh {
  let text = strings[0] ?? '';
  args.forEach((arg, i) => {
    text += render(arg) + (strings[i + 1] ?? '');
  });
  return new Sh(text);
}

/** Marks text as shell that the *user* wrote (the shell and raw modules); never use it for own commands. */
export function userShell(text: string): Sh {
  return new Sh(text);
}

/** Joins pieces of shell text with a separator such as `; ` or a newline. */
export function joinSh(pieces: readonly Sh[], separator: string): Sh {
  return new Sh(pieces.map((piece) => piece.text).join(separator));
}

function render(arg: ShArgument): string {
  if (arg instanceof Sh) return arg.text;
  if (typeof arg === 'string') return quote(arg);
  if (typeof arg === 'number') return String(arg);
  return arg.map(render).join(' ');
}
