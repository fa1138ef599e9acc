import type { Value } from '../../value/types.js';
import { Dict } from '../../value/types.js';
import { filterTools, type Jump } from '../object/types.js';
import type { Wish } from '../plan/wish.js';
import { restoreWord } from '../read/filterRule.js';
import { Fields } from './fields.js';

/** `chains`: {tool, table, name, rules, policy, jumps, state}. */
export function readChain(fields: Fields): Wish {
  fields.need('tool');
  const tool = fields.choice('tool', filterTools) ?? 'iptables';
  const name = fields.need('name');
  if (!/^[\w.@-]{0,28}$/.test(name) || name.startsWith('-'))
    fields.wrong('name', `"${name}" is no name for a chain: at most 28 letters, digits, dots and dashes`);
  if (/^(INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING|BROUTING)$/.test(name))
    fields.wrong('name', `${name} is a base chain`, 'make a chain of your own and a jump to it');
  const policy = fields.choice('policy', ['ACCEPT', 'DROP', 'RETURN']);
  if (policy !== undefined && tool !== 'ebtables')
    fields.wrong('policy', "only ebtables' own chains have one");
  const rules = fields.list('rules');
  const jumps = fields.list('jumps');
  return {
    path: fields.path,
    state: fields.choice('state', ['present', 'absent']) ?? 'present',
    object: {
      kind: 'chain',
      tool,
      table: fields.text('table') ?? 'filter',
      name,
      policy: policy ?? (tool === 'ebtables' ? 'ACCEPT' : '-'),
      rules: (rules ?? []).map((rule, i) => ruleText(fields, `rules[${i}]`, rule)),
      jumps: (jumps ?? []).flatMap((jump, i) => readJump(fields, i, jump) ?? []),
    },
    given: fields.given,
    creates: true,
  };
}

/** `nft`: {family, table, text, otherwise, state}. */
export function readNft(fields: Fields): Wish {
  const state = fields.choice('state', ['present', 'absent']) ?? 'present';
  const table = fields.need('table');
  if (table !== '' && !/^[A-Za-z_][\w.-]*$/.test(table))
    fields.wrong('table', `"${table}" is no name for an nft table`);
  const text = state === 'present' ? fields.need('text') : (fields.text('text') ?? '');
  if (/^\s*((flush|delete|add|create|destroy)\s+)?(table|ruleset)\b/m.test(text))
    fields.wrong('text', 'holds commands', 'give only what stands between the braces of the table');
  const otherwise = (fields.list('otherwise') ?? []).flatMap((chain, i) => otherChain(fields, i, chain));
  if (otherwise.length > 0 && state === 'absent')
    fields.wrong('otherwise', 'means nothing for a table that shall be gone', 'name the chains under chains');
  return {
    path: fields.path,
    state,
    object: {
      kind: 'nft',
      family: fields.choice('family', ['inet', 'ip', 'ip6', 'arp', 'bridge', 'netdev']) ?? 'inet',
      table,
      text: text.trim(),
    },
    given: fields.given,
    creates: true,
    ...(otherwise.length > 0 && { otherwise }),
  };
}

function otherChain(fields: Fields, index: number, value: Value): Wish[] {
  const path = `otherwise[${index}]`;
  if (!(value instanceof Dict)) {
    fields.wrong(path, 'must be a mapping with tool and name');
    return [];
  }
  const chain = new Fields(value, `${fields.path}.${path}`, fields.problems);
  const wish = readChain(chain);
  chain.finish();
  return [wish];
}

function readJump(fields: Fields, index: number, value: Value): Jump | undefined {
  const path = `jumps[${index}]`;
  if (!(value instanceof Dict)) {
    fields.wrong(path, 'must be a mapping with from and position');
    return undefined;
  }
  const jump = new Fields(value, `${fields.path}.${path}`, fields.problems);
  const from = jump.need('from');
  const position = jump.choice('position', ['first', 'last']) ?? 'first';
  const match = jump.raw('match') === undefined ? '' : ruleText(jump, 'match', jump.raw('match')!);
  jump.finish();
  return { from, position, match };
}

/** A rule as a list of words, or as one text that is split at blanks. */
function ruleText(fields: Fields, name: string, value: Value): string {
  const words = Array.isArray(value) ? value : String(value).split(/\s+/).filter(Boolean);
  const bad = words.some((word) => typeof word === 'object' || /[\n\r\0]/.test(String(word)));
  if (bad || (typeof value === 'object' && !Array.isArray(value))) {
    fields.wrong(name, 'must be a list of words, each on one line');
    return '';
  }
  return words.map((word) => restoreWord(String(word))).join(' ');
}
