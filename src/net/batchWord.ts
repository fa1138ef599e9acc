/** What keeps a word from being told to ip, undefined when nothing does. */
export function wordProblem(word: string): string | undefined {
  return /[\n\r\0]/.test(word)
    ? `${JSON.stringify(word)} cannot be given to ip: it may hold no line breaks`
    : undefined;
}

/**
 * Whether a word can stand in a batch of ip or bridge, whose reader splits at blanks, knows both quotes but no escapes,
 * and takes `#` for a comment even inside quotes.
 */
export function isBatchable(word: string): boolean {
  return !/[\n\r\0#]/.test(word) && !(word.includes('"') && word.includes("'"));
}

/** A word as a batch of ip takes it, of one that can stand there. */
export function batchWord(word: string): string {
  if (word.includes('"')) return `'${word}'`;
  return word === '' || /[\s'\\]/.test(word) ? `"${word}"` : word;
}
