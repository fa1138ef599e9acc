/** One word of a line that a POSIX shell runs: quoted unless every shell takes it for itself. */
export function shellWord(word: string): string {
  return /^[\w%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** Words as such a line. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
