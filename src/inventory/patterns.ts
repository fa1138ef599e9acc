import { readFileSync } from 'node:fs';
import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { fileStatus } from '../template/files/status.js';
import { compilePattern } from '../value/pyre.js';
import { parseAddress } from './address.js';
import { type Inventory, LOCALHOST } from './inventory.js';
import type { InventoryHost } from './model.js';

export type HostOrder = 'inventory' | 'reverse_inventory' | 'sorted' | 'reverse_sorted' | 'shuffle';

interface SelectOptions {
  /** `--limit`: a further pattern (or several) the hosts must match too; `@file` reads names from a file. */
  readonly limit?: string | readonly string[] | undefined;
  /** The play's `order`. Default `inventory`. */
  readonly order?: HostOrder | undefined;
  /** Place of the pattern, for errors. */
  readonly at?: SourceSpan | undefined;
}

/**
 * The hosts a pattern stands for, in Ansible's order: names, groups, globs, `~regex`, `&` and `!` parts separated by
 * `,` or `:`, subscripts `[n]` and `[first:last]`. A part that matches nothing is a warning of the inventory, in
 * Ansible's words.
 *
 * @throws DiagnosticError for a malformed pattern, a subscript beyond the matches or an unreadable limit file.
 */
export function select(
  pattern: string | readonly string[],
  inventory: Inventory,
  options: SelectOptions = {},
): InventoryHost[] {
  const selection = new Selection(inventory, options.at);
  let hosts = selection.evaluate(splitPatterns(pattern));
  if (options.limit !== undefined) {
    const limited = new Set(selection.evaluate(expandLimit(options.limit)));
    hosts = hosts.filter((host) => limited.has(host));
  }
  return order([...new Set(hosts)], options.order ?? 'inventory');
}

/** Splits `a:b,!c` into its parts. A comma decides; else colons separate, unless the text is one address or range. */
function splitPatterns(pattern: string | readonly string[]): string[] {
  if (typeof pattern !== 'string') return pattern.flatMap((part) => splitPatterns(part));
  const parts = pattern.includes(',')
    ? pattern.split(',')
    : parseAddress(pattern)
      ? [pattern]
      : (pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function expandLimit(limit: string | readonly string[]): string[] {
  return splitPatterns(limit).flatMap((part) => (part.startsWith('@') ? readLimit(part.slice(1)) : [part]));
}

function readLimit(file: string): string[] {
  const kind = fileStatus(file);
  const fix = 'Check the path after "@".';
  if (!kind) fail('inventory-limit-file', `Unable to find limit file ${file}`, { fix });
  if (!kind.isFile())
    fail('inventory-limit-file', `--limit @ takes a file of patterns, and this is a directory: ${file}`, {
      fix,
    });
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

class Selection {
  private readonly cache = new Map<string, InventoryHost[]>();

  constructor(
    private readonly inventory: Inventory,
    private readonly at: SourceSpan | undefined,
  ) {}

  evaluate(parts: readonly string[]): InventoryHost[] {
    const excluding = parts.filter((part) => part.startsWith('!'));
    const intersecting = parts.filter((part) => part.startsWith('&'));
    const plain = parts.filter((part) => !/^[!&]/.test(part));
    let hosts = new Set((plain.length > 0 ? plain : ['all']).flatMap((part) => this.match(part)));
    for (const part of intersecting) {
      const kept = new Set(this.match(part.slice(1)));
      hosts = new Set([...hosts].filter((host) => kept.has(host)));
    }
    for (const part of excluding) for (const host of this.match(part.slice(1))) hosts.delete(host);
    return [...hosts];
  }

  private match(part: string): InventoryHost[] {
    const named = this.inventory.hosts.get(part);
    if (named) return [named];
    const known = this.cache.get(part);
    if (known) return known;
    const hosts = this.subscripted(part);
    this.cache.set(part, hosts);
    return hosts;
  }

  private subscripted(part: string): InventoryHost[] {
    const subscript = part.startsWith('~')
      ? null
      : /^(.+)\[(?:(-?[0-9]+)|([0-9]+)[:-]([0-9]*))\]$/.exec(part);
    if (!subscript) return this.enumerate(part);
    const [, expression = '', single, first, last] = subscript;
    const hosts = this.enumerate(expression);
    if (/\d-\d*\]$/.test(part)) {
      const message = 'a range of hosts is written [x:y], no longer [x-y]';
      this.inventory.warn('inventory-old-subscript', message, this.at);
    }
    if (hosts.length === 0) return hosts;
    if (single === undefined && last !== '0') {
      return hosts.slice(Number(first), last === '' ? undefined : Number(last) + 1);
    }
    const host = hosts.at(Number(single ?? first));
    return host
      ? [host]
      : this.reject(`no host matches the subscript of "${part}"`, 'Count from 0, or from -1 backwards.');
  }

  private enumerate(part: string): InventoryHost[] {
    const matcher = this.matcher(part);
    const groups = [...this.inventory.groups.values()].filter((group) => matcher.test(group.name));
    const hosts = new Set(groups.flatMap((group) => group.allHosts()));
    if (groups.length === 0 || part.startsWith('~') || /[.?*[]/.test(part)) {
      for (const host of this.inventory.hosts.values()) if (matcher.test(host.name)) hosts.add(host);
    }
    const implicit = hosts.size === 0 && LOCALHOST.has(part) ? this.inventory.host(part) : undefined;
    if (implicit) hosts.add(implicit);
    if (hosts.size === 0 && groups.length === 0 && part !== 'all')
      this.inventory.unmatchedPattern(part, this.at);
    return [...hosts];
  }

  private matcher(part: string): { test(name: string): boolean } {
    try {
      if (!part.startsWith('~')) return globToRegExp(part);
      const pattern = compilePattern(part.slice(1));
      return { test: (name) => pattern.match(name) !== null };
    } catch {
      return this.reject(
        `"${part}" is no valid host pattern`,
        'Check the brackets and the regular expression.',
      );
    }
  }

  private reject(message: string, fix: string): never {
    fail('inventory-bad-pattern', message, { span: this.at, fix });
  }
}

/** Python's `fnmatch`: `*`, `?`, `[set]`, `[!set]`; everything else stands for itself. */
function globToRegExp(glob: string): RegExp {
  const source = glob.replace(
    /\*|\?|\[(!?)(\]?[^\]]*)\]|[\s\S]/g,
    (piece, negated?: string, set?: string) => {
      if (piece === '*') return '.*';
      if (piece === '?') return '.';
      if (set === undefined) return piece.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
      return `[${negated === '!' ? '^' : ''}${set.replace(/[\\\]^[]/g, '\\$&')}]`;
    },
  );
  return new RegExp(`^(?:${source})$`, 's');
}

function order(hosts: InventoryHost[], how: HostOrder): InventoryHost[] {
  if (how === 'reverse_inventory') return hosts.reverse();
  if (how === 'shuffle')
    return hosts
      .map((host) => ({ host, key: Math.random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ host }) => host);
  if (how === 'inventory') return hosts;
  const sorted = hosts.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return how === 'sorted' ? sorted : sorted.reverse();
}
