/** Whether a change can lose packets of traffic that already flows. */
export type Impact = 'hitless' | 'disruptive';

/** One change of kernel state, small enough to be undone on its own. */
export interface Operation {
  /** One line for people: `set the MTU of eth0 from 1500 to 9000`. */
  readonly describe: string;
  /** Words of one line for `ip -batch`. */
  readonly command: readonly string[];
  /** Words that undo it, undefined where the kernel cannot give the old state back. */
  readonly inverse: readonly string[] | undefined;
  readonly impact: Impact;
}

/** The text for `ip -batch -`: one operation per line, in order. */
export function batchText(commands: readonly (readonly string[])[]): string {
  return commands.map((words) => `${words.map(batchWord).join(' ')}\n`).join('');
}

/** The inverse of a list of operations: last first, without those that have none. */
export function inverseOf(operations: readonly Operation[]): (readonly string[])[] {
  return operations.toReversed().flatMap((operation) => (operation.inverse ? [operation.inverse] : []));
}

/** ip's batch reader splits at blanks and knows quotes, but no escapes. */
function batchWord(word: string): string {
  if (/[\n\r"]/.test(word))
    throw new RangeError(`a word for ip must not hold quotes or line breaks: ${JSON.stringify(word)}`);
  return word === '' || /[\s'#\\]/.test(word) ? `"${word}"` : word;
}
