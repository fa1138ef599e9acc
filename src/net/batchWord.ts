/**
 * What keeps a word from standing in a batch of ip or bridge, undefined when nothing does. The batch reader splits at
 * blanks, knows both quotes but no escapes, and takes `#` for a comment even inside quotes.
 */
export function batchWordProblem(word: string): string | undefined {
  const bad = /[\n\r\0#]/.test(word) || (word.includes('"') && word.includes("'"));
  return bad
    ? `${JSON.stringify(word)} cannot be given to ip: it may hold neither "#" nor line breaks, and only one kind of quotes`
    : undefined;
}

/** A word as a batch of ip takes it. Throws a RangeError for one that cannot stand there. */
export function batchWord(word: string): string {
  const problem = batchWordProblem(word);
  if (problem !== undefined) throw new RangeError(problem);
  if (word.includes('"')) return `'${word}'`;
  return word === '' || /[\s'\\]/.test(word) ? `"${word}"` : word;
}
