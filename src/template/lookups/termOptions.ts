import { pyStr } from '../../value/repr.js';
import type { Kwargs, Value } from '../../value/types.js';

/** A lookup term of the old form `first words key=value key="two words"`. */
export interface TermOptions {
  /** The words without `=`, joined by a blank. */
  readonly text: string;
  /** Options of the term, over those of the call. */
  readonly options: ReadonlyMap<string, string>;
}

/** Splits a term into its text and the options named in `known`; other `x=y` words belong to the text. */
export function splitTerm(term: string, known: readonly string[], kwargs: Kwargs): TermOptions {
  const options = new Map<string, string>();
  for (const name of known) {
    const value: Value | undefined = kwargs.get(name);
    if (value !== undefined && value !== null)
      options.set(name, Array.isArray(value) ? value.map(pyStr).join(',') : pyStr(value));
  }
  const words: string[] = [];
  for (const word of term.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && known.includes(name))
      options.set(name, value!.replace(/^(["'])(.*)\1$/s, '$2'));
    else words.push(word.replace(/^(["'])(.*)\1$/s, '$2'));
  }
  return { text: words.join(' '), options };
}
