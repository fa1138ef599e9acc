import type { ChainObject, FilterTool, Jump } from '../object/types.js';
import { restoreWord, splitRule } from './filterRule.js';

/** One chain of a `*-save` report: its policy and its rules as printed. */
export interface SavedChain {
  readonly table: string;
  readonly name: string;
  readonly policy: string;
  readonly rules: string[];
}

const builtin = new Set(['INPUT', 'OUTPUT', 'FORWARD', 'PREROUTING', 'POSTROUTING', 'BROUTING']);

/**
 * Reads the report of iptables-save and its kin. Comment lines are dropped, and counters, or with `counting` given as
 * words of their rules (`-c PACKETS BYTES`).
 */
export function parseSaved(text: string, counting = false): SavedChain[] {
  const chains: SavedChain[] = [];
  let table = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const head = /^:(\S+) (\S+)/.exec(line);
    if (head) chains.push({ table, name: head[1]!, policy: head[2]!, rules: [] });
    const [, packets, bytes, name, words = ''] = /^(?:\[(\d+):(\d+)\] )?-A (\S+) ?(.*)$/.exec(line) ?? [];
    const counters = counting && packets !== undefined ? `-c ${packets} ${bytes} ` : '';
    if (name !== undefined)
      chains.find((chain) => chain.table === table && chain.name === name)?.rules.push(`${counters}${words}`);
  }
  return chains;
}

/**
 * The list that arptables' own driver prints (`-L -n`), as a `*-save` report: its save program needs Perl, which hosts
 * may lack.
 */
export function savedFromList(text: string): string {
  const heads: string[] = [];
  const rules: string[] = [];
  let chain = '';
  for (const line of text.split('\n')) {
    const head = /^Chain (\S+) \((?:policy (\S+?)|\d+ references)\)/.exec(line);
    if (head) {
      chain = head[1]!;
      heads.push(`:${chain} ${head[2] ?? '-'}\n`);
    } else if (chain !== '' && line.trim() !== '') rules.push(`-A ${chain} ${line.trim()}\n`);
  }
  return heads.length === 0 ? '' : `*filter\n${heads.join('')}${rules.join('')}COMMIT\n`;
}

/** The user-defined chains among them, with the jumps that lead into them. */
export function chainsOf(tool: FilterTool, saved: readonly SavedChain[]): ChainObject[] {
  return saved
    .filter(({ name }) => !builtin.has(name))
    .map((chain) => ({
      kind: 'chain',
      tool,
      table: chain.table,
      name: chain.name,
      policy: chain.policy,
      rules: chain.rules,
      jumps: saved.filter(({ table }) => table === chain.table).flatMap((base) => jumpsTo(chain.name, base)),
    }));
}

/** The words of a rule without its jump, and where it jumps to. */
function splitJump(rule: string): { match: string[]; target: string | undefined } {
  const words = splitRule(rule);
  const at = words.findIndex((word) => word === '-j' || word === '--jump');
  if (at < 0) return { match: words, target: undefined };
  return { match: [...words.slice(0, at), ...words.slice(at + 2)], target: words[at + 1] };
}

/** A jump counts as first when only other own chains' jumps stand before it. */
function jumpsTo(name: string, base: SavedChain): Jump[] {
  let foreign = false;
  const jumps: Jump[] = [];
  for (const rule of base.rules) {
    const { match, target } = splitJump(rule);
    if (target === name)
      jumps.push({
        from: base.name,
        position: foreign ? 'last' : 'first',
        match: match.map(restoreWord).join(' '),
      });
    else if (!target?.startsWith('MW-')) foreign = true;
  }
  return jumps;
}
