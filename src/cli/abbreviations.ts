import type { Command, Option } from 'commander';

/**
 * Writes out long options that are abbreviated (`--syn` for `--syntax-check`), as Python's argparse does: an
 * abbreviation must mean one option alone. Throws CommanderError, having said so, when it could mean several. Values
 * of options, and all that follows `--`, stay as they are.
 */
export function withoutAbbreviations(program: Command, words: readonly string[]): string[] {
  const written: string[] = [];
  let command = program;
  let isValue = false;
  for (const [i, word] of words.entries()) {
    if (word === '--') return [...written, ...words.slice(i)];
    if (isValue) {
      written.push(word);
      isValue = false;
      continue;
    }
    if (!word.startsWith('-')) command = command.commands.find((each) => isNamed(each, word)) ?? command;
    const full = word.startsWith('--') ? expanded(command, word) : word;
    written.push(full);
    isValue = full.startsWith('--')
      ? command.options.some((option) => option.required && longNames(option).includes(full))
      : full.startsWith('-') && awaitsValue(command, full);
  }
  return written;
}

function isNamed(command: Command, word: string): boolean {
  return command.name() === word || command.aliases().includes(word);
}

function expanded(command: Command, word: string): string {
  const [, name = '', rest = ''] = /^(--[^=]*)(=.*)?$/s.exec(word) ?? [];
  if (name.includes(' ')) return word;
  const known = [...command.options.flatMap(longNames), '--help'];
  if (known.includes(name)) return word;
  const matches = known.filter((each) => each.startsWith(name));
  const options = new Set(
    matches.map((each) => command.options.find((option) => longNames(option).includes(each))),
  );
  if (options.size > 1) command.error(`error: ambiguous option: ${name} could match ${matches.join(', ')}`);
  return matches[0] === undefined ? word : matches[0] + rest;
}

/** Whether the last of several short options (`-vi`) takes the next word as its value. */
function awaitsValue(command: Command, cluster: string): boolean {
  for (const [i, letter] of [...cluster].entries()) {
    const option = i > 0 ? command.options.find(({ short }) => short === `-${letter}`) : undefined;
    if (option?.required) return i === cluster.length - 1;
  }
  return false;
}

function longNames({ short, long }: Option): string[] {
  return [short, long].filter((name): name is string => name?.startsWith('--') === true);
}
