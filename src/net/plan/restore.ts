import type { SavedChain } from '../read/chains.js';
import { canonicalRule, splitRule } from '../read/filterRule.js';

/**
 * The whole content of tables after lines of a restore file. arptables' restore knows no --noflush: what others
 * have in its tables must be loaded again with what is ours, and with its counters.
 */
export function wholeTables(
  saved: readonly SavedChain[],
  lines: readonly { readonly table: string; readonly line: string }[],
): string {
  const chains = saved.map((chain) => ({ ...chain, rules: [...chain.rules] }));
  for (const { table, line } of lines) {
    const [, command, name = '', rest = ''] = /^(:|-[AFIDX] )(\S+) ?(.*)$/.exec(line) ?? [];
    let at = chains.findIndex((chain) => chain.table === table && chain.name === name);
    // a table that nobody used yet reports no base chains
    if (at < 0 && (command === '-I ' || command === '-A '))
      at = chains.push({ table, name, policy: 'ACCEPT', rules: [] }) - 1;
    const rules = chains[at]?.rules;
    if (command === ':') {
      if (at < 0) chains.push({ table, name, policy: rest, rules: [] });
    } else if (command === '-X ') chains.splice(at, 1);
    else if (command === '-F ') rules?.splice(0);
    else if (command === '-I ') rules?.unshift(rest);
    else if (command === '-A ') rules?.push(rest);
    else if (command === '-D ') {
      const found = rules?.findIndex((rule) => canonical(rule) === canonical(rest)) ?? -1;
      if (found >= 0) rules?.splice(found, 1);
    }
  }
  return [...new Set(chains.map(({ table }) => table))]
    .map((table) =>
      tableText(
        table,
        chains.filter((chain) => chain.table === table),
      ),
    )
    .join('');
}

function tableText(table: string, chains: readonly SavedChain[]): string {
  const heads = chains.map(({ name, policy }) => `:${name} ${policy}\n`);
  const rules = chains.flatMap(({ name, rules }) => rules.map((rule) => `-A ${name} ${rule}\n`));
  return `*${table}\n${heads.join('')}${rules.join('')}COMMIT\n`;
}

function canonical(rule: string): string {
  return canonicalRule(splitRule(rule.replace(/^-c \d+ \d+ /, '')));
}
