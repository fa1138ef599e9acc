import { parseSaved } from '../read/chains.js';
import { splitRule } from '../read/filterRule.js';

/**
 * One command, without the tool's name, for each line of a restore file: for a tool without a restore program that can
 * be used. Undefined for a line that makes a chain which `saved` has already.
 */
export function filterCommands(
  saved: string,
  lines: readonly { readonly table: string; readonly line: string }[],
): (readonly string[] | undefined)[] {
  const there = new Set(parseSaved(saved).map(({ table, name }) => `${table} ${name}`));
  return lines.map(({ table, line }) => {
    const name = /^:(\S+)/.exec(line)?.[1];
    if (name === undefined) return ['-t', table, ...splitRule(line)];
    const known = there.has(`${table} ${name}`);
    there.add(`${table} ${name}`);
    return known ? undefined : ['-t', table, '-N', name];
  });
}
