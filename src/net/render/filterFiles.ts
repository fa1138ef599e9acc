import type { ChainObject, FilterTool } from '../object/types.js';
import { chainSteps } from '../plan/chainSteps.js';
import { splitRule } from '../read/filterRule.js';
import { type ConfigFile, fileWord, type TemplateData } from './file.js';
import type { Model } from './model.js';
import { shellLine, shellWord } from './shellWord.js';

/**
 * The script that loads own chains and nft tables before the network comes up, and what starts it: a unit where
 * systemd runs, else ifupdown's folder of scripts.
 */
export function filterFiles(owner: string, { chains, nft }: Model, systemd: boolean): ConfigFile[] {
  if (chains.length === 0 && nft.length === 0) return [];
  const all = [...chains, ...nft.flatMap(({ otherwise }) => otherwise)];
  const name = `mw-${fileWord(owner)}`;
  const path = systemd ? `/etc/meshwright/filter/${name}` : `/etc/network/if-pre-up.d/${name}`;
  const script: ConfigFile = {
    kind: 'text',
    path,
    mode: 0o755,
    id: 'filter',
    shared: false,
    template: 'boot/filter.sh.j2',
    variables: {
      once: !systemd,
      end: endMark([...nft.map(({ table }) => table.text), ...all.flatMap(({ rules }) => rules)]),
      tools: [...new Set(all.map(({ tool }) => tool))],
      nft: nft.map(({ table: { family, table, text }, otherwise }) => ({
        family,
        table,
        text,
        ...(otherwise.length > 0 && { otherwise: chainsData(otherwise) }),
      })),
      chains: chainsData(chains),
    },
  };
  if (!systemd) return [script];
  const unit = `/etc/systemd/system/${name}-filter.service`;
  return [
    script,
    {
      kind: 'text',
      path: unit,
      mode: 0o644,
      id: 'filter',
      shared: false,
      template: 'boot/filter.service.j2',
      variables: { script: path, owner },
    },
    {
      kind: 'link',
      path: `/etc/systemd/system/multi-user.target.wants/${name}-filter.service`,
      target: unit,
    },
  ];
}

function chainsData(chains: readonly ChainObject[]): TemplateData {
  return {
    restores: restoresOf(chains),
    arp: chains.filter(({ tool }) => tool === 'arptables').map(chainData),
    jumps: chains.flatMap(jumpsOf),
  };
}

/** A word that ends the script's embedded texts and stands in none of them. */
function endMark(texts: readonly string[]): string {
  let mark = '_END_';
  while (texts.some((text) => text.includes(mark))) mark += '_';
  return mark;
}

/** Lines of restore files that make the chains, without the jumps to them: those may be there already. */
function restoresOf(chains: readonly ChainObject[]): TemplateData[] {
  const commands: Partial<Record<FilterTool, string>> = {
    iptables: '"$iptables-restore" -w 5 --noflush',
    ip6tables: '"$ip6tables-restore" -w 5 --noflush',
    ebtables: '"$ebtables-restore" --noflush',
  };
  return Object.entries(commands).flatMap(([tool, command]) => {
    const own = chains.filter((chain) => chain.tool === tool);
    const tables = [...new Set(own.map(({ table }) => table))].map((table) => ({
      table,
      lines: own
        .filter((chain) => chain.table === table)
        .flatMap((chain) => chainSteps(undefined, { ...chain, jumps: [] }))
        .flatMap((step) => ('line' in step ? [step.line] : [])),
    }));
    return tables.length === 0 ? [] : [{ command, tables }];
  });
}

function chainData({ table, name, rules }: ChainObject): TemplateData {
  return { table, name, rules: rules.map((rule) => shellLine(splitRule(rule))) };
}

/** What adds the jumps of a chain, and a pattern that finds one of them where they have been added. */
function jumpsOf({ tool, table, name, jumps }: ChainObject): TemplateData[] {
  const wait = tool === 'iptables' || tool === 'ip6tables' ? ['-w', '5'] : [];
  return [...new Set(jumps.map(({ from }) => from))].map((from) => {
    const own = jumps.filter((jump) => jump.from === from);
    // the last one inserted stands first
    const ordered = [
      ...own.filter(({ position }) => position === 'first').toReversed(),
      ...own.filter(({ position }) => position === 'last'),
    ];
    const pattern = `^-A ${from} \\(.* \\)*-j ${name.replaceAll('.', '[.]')}\\( \\|$\\)`;
    return {
      save: tool === 'arptables' ? `arp_rules ${from}` : `"$${tool}-save" -t ${table}`,
      pattern: shellWord(pattern),
      commands: ordered.map(({ position, match }) =>
        [
          `"$${tool}"`,
          shellLine([
            ...wait,
            '-t',
            table,
            position === 'first' ? '-I' : '-A',
            from,
            ...splitRule(match),
            '-j',
            name,
          ]),
        ].join(' '),
      ),
    };
  });
}
