import { emptyLedger, type Ledger, parseLedger } from '../../../net/ledger/ledger.js';
import type { FilterPrograms, FilterTool } from '../../../net/object/types.js';
import { savedFromList } from '../../../net/read/chains.js';
import { type ReadState, readState } from '../../../net/read/state.js';
import { lackText } from './capabilities.js';
import { sectionMark } from './readFrame.js';

/** What one read frame told. */
export interface HostState {
  readonly read: ReadState;
  readonly ledger: Ledger;
  readonly boot: string;
  /** Links that this host's own boot files make; read only when there is a doubt. */
  readonly bootLinks: ReadonlySet<string>;
  /** Number of the changes that the host has made by itself; empty when it never did. */
  readonly ownChanges: string;
  /** Another run has changed the host while it was read. */
  readonly moved: boolean;
  /** `*-save` reports as printed, by tool. */
  readonly saved: ReadonlyMap<FilterTool, string>;
  readonly programs: FilterPrograms;
  /** Families of nftables that the kernel has not. */
  readonly lackingFamilies: ReadonlySet<string>;
  /** Sentences about tools and kernel features that are not there. */
  readonly lacking: readonly string[];
}

/**
 * Reads the output of the read frame. `named` are the keys of what the document names. Throws a SyntaxError when a part
 * is malformed.
 */
export function parseHostState(output: string, named: ReadonlySet<string> = new Set()): HostState {
  const parts = new Map<string, string>();
  for (const part of output.split(sectionMark).slice(1)) {
    const end = part.indexOf('\n');
    const name = part.slice(0, end);
    if (!parts.has(name)) parts.set(name, part.slice(end + 1));
  }
  const saved = new Map<FilterTool, string>();
  const programs = new Map<string, { program: string; restores: boolean }>();
  for (const [part, text] of parts) {
    const [, how, tool, program] = /^(saved|listed) (\w+tables) (\S+)$/.exec(part) ?? [];
    if (how === undefined || tool === undefined || program === undefined) continue;
    const restores = how === 'saved';
    saved.set(tool as FilterTool, restores ? text : savedFromList(text));
    if (!restores || program !== tool) programs.set(tool, { program, restores });
  }
  const names = [...parts.keys()];
  const ledger = parts.has('ledger') ? parseLedger(parts.get('ledger')!) : emptyLedger;
  const read = readState({
    isOurs: (key) => named.has(key) || ledger.entries.has(key),
    ip: parts.get('ip') ?? '',
    rules6: parts.get('rules6') ?? '',
    fdb: parts.get('fdb'),
    saved,
    nft: names.flatMap((name) => nftTable(name, parts.get(name)!)),
    sysctls: new Map((parts.get('sysctls') ?? '').split('\n').flatMap((line) => setting(line))),
  });
  return {
    read,
    ledger,
    boot: (parts.get('boot') ?? '').trim(),
    bootLinks: new Set(
      [...(parts.get('boot-files') ?? '').matchAll(madeByFile)].flatMap((at) => at[1] ?? at[2] ?? []),
    ),
    ownChanges: (parts.get('own') ?? '').trim(),
    moved: parts.has('moved'),
    saved,
    programs,
    lackingFamilies: new Set(names.flatMap((name) => /^lacks nft-(.+)/.exec(name)?.[1] ?? [])),
    lacking: names.flatMap((name) => {
      if (name === 'unread') return ['the record of what is owned can only be read by root (become: true)'];
      const missing = /^missing (.+)/.exec(name)?.[1];
      const lacks = /^lacks (.+)/.exec(name)?.[1];
      // what a document wants instead decides whether it is missed
      if (lacks?.startsWith('nft-')) return [];
      if (missing !== undefined) return [`${missing} is not installed`];
      return lacks === undefined ? [] : [lackText(lacks)];
    }),
  };
}

/** `iface NAME` of ifupdown, `Name=NAME` of networkd, `NAME:` of netplan. */
const madeByFile = /^(?:iface |Name=)(\S+)|^ {4}(\S+):$/gm;

function nftTable(name: string, text: string): { family: string; table: string; text: string }[] {
  const [, family, table] = /^nft (\S+) (\S+)/.exec(name) ?? [];
  return family === undefined || table === undefined || text.trim() === '' ? [] : [{ family, table, text }];
}

function setting(line: string): [string, string][] {
  const at = line.indexOf(':');
  return at < 0
    ? []
    : [
        [
          line.slice(0, at),
          line
            .slice(at + 1)
            .trim()
            .replaceAll(/\s+/g, ' '),
        ],
      ];
}
