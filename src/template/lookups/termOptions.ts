/** A lookup term of the old form `first words key=value key="two words"`. */
interface TermOptions {
  /** The words without `=`, as written, joined by a blank. */
  readonly text: string;
  readonly options: ReadonlyMap<string, string>;
}

/** Splits a term into its text and the `key=value` words in it, as the arguments of a task are split. */
export function splitTerm(term: string): TermOptions {
  const options = new Map<string, string>();
  const words: string[] = [];
  for (const word of term.match(/(?:\\[\s\S]|"[^"]*"|'[^']*'|[^\s"'])+|["']/g) ?? []) {
    const [, name, value] = /^((?:\\.|[^=\\])+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined) words.push(word);
    else options.set(name.trim(), unquote(decodeEscapes(value!.trim())));
  }
  return { text: words.join(' '), options };
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
  b: '\b',
};

/** Replaces Python's backslash escapes. */
function decodeEscapes(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([ntrfvab\\'"]))/g,
    (_, x, u, letter: string) =>
      letter === undefined ? String.fromCharCode(Number.parseInt(x ?? u, 16)) : (escapes[letter] ?? letter),
  );
}
