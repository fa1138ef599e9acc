import { keyOf } from '../object/key.js';
import { type FilterTool, type NetObject, type NetState, ownProtocol } from '../object/types.js';
import { addressesOf } from './addresses.js';
import { chainsOf, parseSaved } from './chains.js';
import { parseReports, type Report } from './json.js';
import { linkOf } from './links.js';
import { fdbOf, neighbourOf } from './neighbours.js';
import { routeOf } from './routes.js';
import { ruleOf } from './rules.js';

/** What one host printed about its network; sections that nobody asked for are left out. */
interface HostReport {
  /** `ip -N -d -j -batch` of address, route, rule and neighbour queries, in any order. */
  readonly ip: string;
  /** `ip -N -6 -j rule show`. */
  readonly rules6: string;
  readonly fdb?: string | undefined;
  /** `*-save` of each tool. */
  readonly saved: ReadonlyMap<FilterTool, string>;
  /** `nft -s list table FAMILY TABLE`, by family and table. */
  readonly nft: readonly { readonly family: string; readonly table: string; readonly text: string }[];
  /** Path below /proc/sys → value. */
  readonly sysctls: ReadonlyMap<string, string>;
  /** Whether a document or the ledger names the object of a key; the kernel's own link-local addresses are left out. */
  isOurs(key: string): boolean;
}

/** A host's network as the model sees it. */
export interface ReadState {
  readonly state: NetState;
  /** Rules that the kernel holds twice, as it tells them apart by protocol. */
  readonly duplicates: readonly NetObject[];
  /** Keys of rules whose device is gone; they take effect for the next device of that name. */
  readonly detached: ReadonlySet<string>;
  /** The kernel's numbers of links, by name. */
  readonly indexes?: ReadonlyMap<string, number>;
}

/** Reads a host's report. Throws a SyntaxError when a part of it is malformed. */
export function readState(report: HostReport): ReadState {
  const objects: NetObject[] = [];
  const detached = new Set<string>();
  const indexes = new Map<string, number>();
  const addRule = (entry: Report, family: 4 | 6): void => {
    const rule = ruleOf(entry, family);
    if (!rule) return;
    objects.push(rule);
    if ('iif_detached' in entry || 'oif_detached' in entry) detached.add(keyOf(rule));
  };
  for (const entry of parseReports(report.ip)) {
    if ('ifname' in entry) {
      objects.push(linkOf(entry), ...addressesOf(entry));
      indexes.set(String(entry.ifname), Number(entry.ifindex));
    } else if ('priority' in entry && 'src' in entry) addRule(entry, 4);
    else if ('proxy' in entry || 'state' in entry) push(objects, neighbourOf(entry));
    else push(objects, routeOf(entry));
  }
  for (const entry of parseReports(report.rules6)) addRule(entry, 6);
  for (const entry of parseReports(report.fdb ?? '')) push(objects, fdbOf(entry));
  for (const [tool, text] of report.saved) objects.push(...chainsOf(tool, parseSaved(text)));
  for (const { family, table, text } of report.nft)
    objects.push({ kind: 'nft', family, table, text: tableBody(text) });
  for (const [name, value] of report.sysctls) objects.push({ kind: 'sysctl', name, value });
  const state = new Map<string, NetObject>();
  const duplicates: NetObject[] = [];
  for (const object of objects) {
    const key = keyOf(object);
    const known = state.get(key);
    if (isLinkLocal(object) && !report.isOurs(key)) continue;
    if (known === undefined) state.set(key, object);
    else if (isOwnRule(object) && !isOwnRule(known)) {
      // of rules that differ only in their maker, ours is the one to remove
      state.set(key, object);
      duplicates.push(known);
    } else duplicates.push(object);
  }
  return { state, duplicates, detached, indexes };
}

function isLinkLocal(object: NetObject): boolean {
  return object.kind === 'address' && object.family === 6 && object.address.startsWith('fe80:');
}

function isOwnRule(object: NetObject): boolean {
  return object.kind === 'rule' && object.protocol === ownProtocol;
}

function push(objects: NetObject[], object: NetObject | undefined): void {
  if (object) objects.push(object);
}

/** What stands between the braces of `table inet NAME { … }`. */
function tableBody(text: string): string {
  const start = text.indexOf('{');
  return inElementOrder(text.slice(start + 1, text.lastIndexOf('}')).trim());
}

/** A set's elements are printed in the order of the kernel's hashes, which is another one after each load. */
function inElementOrder(body: string): string {
  return body.replaceAll(/(\belements = \{)([^{}]*)\}/g, (_all, head: string, elements: string) => {
    const sorted = elements
      .split(',')
      .map((element) => element.trim())
      .sort();
    return `${head} ${sorted.join(', ')} }`;
  });
}
