import { currentOption, linkKinds, optionHolds, optionWords } from './kinds.js';
import type { Link } from './links.js';
import type { Operation } from './operation.js';

/** What one link shall be. Left-out properties keep what is there. */
export interface DesiredLink {
  readonly name: string;
  /** `present` keeps the administrative state as it is. */
  readonly state: 'present' | 'absent' | 'up' | 'down';
  readonly kind?: string | undefined;
  readonly mtu?: number | undefined;
  /** Canonical MAC address. */
  readonly address?: string | undefined;
  /** Name of the bridge, bond or VRF; an empty string releases the link. */
  readonly master?: string | undefined;
  /** Device below a VLAN, macvlan or vxlan. */
  readonly parent?: string | undefined;
  /** Name of the other end of a new veth pair. */
  readonly peer?: string | undefined;
  readonly alias?: string | undefined;
  /** Options of the kind, in ip's words. */
  readonly options: ReadonlyMap<string, string>;
}

/** Ordered operations, or the sentence that says why the wish cannot be met. */
export type Plan =
  | { readonly operations: readonly Operation[]; readonly problem?: undefined }
  | { readonly problem: string; readonly fix?: string };

/**
 * Compares a wish with the kernel's links. A changed kind or fixed option is a problem, not a silent
 * re-creation: deleting a link cuts everything that is stacked on it.
 */
export function planLink(desired: DesiredLink, links: readonly Link[]): Plan {
  const current = links.find((link) => link.name === desired.name);
  if (desired.state === 'absent') return { operations: current ? [removal(current)] : [] };
  if (!current && desired.kind === undefined) {
    return {
      problem: `device ${desired.name} does not exist`,
      fix: 'name its kind to have it created, or check the spelling',
    };
  }
  const missing = missingNeighbour(desired, links);
  if (missing) return missing;
  if (!current) return { operations: [creation(desired), ...changes(desired, fresh(desired))] };
  const conflict = conflictOf(desired, current);
  return conflict ?? { operations: changes(desired, current) };
}

function missingNeighbour(desired: DesiredLink, links: readonly Link[]): Plan | undefined {
  const names = new Set(links.map((link) => link.name));
  for (const [role, name] of [
    ['master', desired.master],
    ['parent', desired.parent],
  ] as const) {
    if (name && !names.has(name))
      return {
        problem: `device ${name}, the ${role} of ${desired.name}, does not exist`,
        fix: `create ${name} first`,
      };
  }
  return undefined;
}

function conflictOf(desired: DesiredLink, current: Link): Plan | undefined {
  if (desired.kind !== undefined && desired.kind !== current.kind) {
    return {
      problem: `${desired.name} exists as ${current.kind ?? 'a hardware device'}, not as ${desired.kind}`,
      fix: 'remove it first (state: absent) if it may be replaced',
    };
  }
  for (const [name, value] of desired.options) {
    const option = linkKinds[current.kind ?? '']?.[name];
    if (option?.fixed && !optionHolds(name, option, value, current.data)) {
      return {
        problem: `the kernel cannot change ${name} of ${desired.name} while it exists`,
        fix: 'remove the link first if it may be re-created',
      };
    }
  }
  return undefined;
}

function creation(desired: DesiredLink): Operation {
  const kind = desired.kind!;
  const options = [...desired.options].flatMap(([name, value]) => wordsFor(kind, name, value));
  const below = desired.parent === undefined ? [] : kind === 'vxlan' ? ['dev', desired.parent] : [];
  const lower = desired.parent === undefined || kind === 'vxlan' ? [] : ['link', desired.parent];
  const peer = kind === 'veth' && desired.peer !== undefined ? ['peer', 'name', desired.peer] : [];
  return {
    describe: `create ${kind} ${desired.name}`,
    command: ['link', 'add', ...lower, 'name', desired.name, 'type', kind, ...options, ...below, ...peer],
    inverse: ['link', 'del', 'dev', desired.name],
    impact: 'hitless',
  };
}

/** A link that was just created: everything that was not asked for at creation is the kernel's choice. */
function fresh(desired: DesiredLink): Link {
  const data = {};
  return {
    name: desired.name,
    index: 0,
    kind: desired.kind,
    data,
    mtu: 0,
    address: undefined,
    master: undefined,
    parent: undefined,
    up: false,
    alias: undefined,
  };
}

function removal(current: Link): Operation {
  const options = Object.entries(linkKinds[current.kind ?? ''] ?? {}).flatMap(
    ([name, option]) => currentOption(name, option, current.data) ?? [],
  );
  const lower = current.parent !== undefined && current.kind !== 'veth' ? ['link', current.parent] : [];
  const restorable = current.kind !== undefined && current.kind !== 'veth';
  return {
    describe: `delete ${current.kind ?? 'link'} ${current.name}`,
    command: ['link', 'del', 'dev', current.name],
    inverse: restorable
      ? ['link', 'add', ...lower, 'name', current.name, 'type', current.kind, ...options]
      : undefined,
    impact: 'disruptive',
  };
}

function changes(desired: DesiredLink, current: Link): Operation[] {
  const operations: Operation[] = [];
  const isNew = current.index === 0;
  const set = (...words: string[]): string[] => ['link', 'set', 'dev', desired.name, ...words];
  if (!isNew) operations.push(...optionChanges(desired, current));
  if (desired.address !== undefined && desired.address !== current.address) {
    operations.push({
      describe: `set the MAC address of ${desired.name} to ${desired.address}`,
      command: set('address', desired.address),
      inverse: current.address === undefined ? undefined : set('address', current.address),
      impact: isNew || !current.up ? 'hitless' : 'disruptive',
    });
  }
  if (desired.mtu !== undefined && desired.mtu !== current.mtu) {
    operations.push({
      describe: `set the MTU of ${desired.name}${isNew ? '' : ` from ${current.mtu}`} to ${desired.mtu}`,
      command: set('mtu', String(desired.mtu)),
      inverse: isNew ? undefined : set('mtu', String(current.mtu)),
      impact: desired.mtu < current.mtu ? 'disruptive' : 'hitless',
    });
  }
  if (desired.alias !== undefined && desired.alias !== (current.alias ?? '')) {
    operations.push({
      describe: `set the alias of ${desired.name} to "${desired.alias}"`,
      command: set('alias', desired.alias),
      inverse: isNew ? undefined : set('alias', current.alias ?? ''),
      impact: 'hitless',
    });
  }
  if (desired.master !== undefined && desired.master !== (current.master ?? ''))
    operations.push(masterChange(desired, current));
  const up = desired.state === 'present' ? current.up : desired.state === 'up';
  if (up !== current.up) {
    operations.push({
      describe: `set ${desired.name} ${up ? 'up' : 'down'}`,
      command: set(up ? 'up' : 'down'),
      inverse: set(up ? 'down' : 'up'),
      impact: up ? 'hitless' : 'disruptive',
    });
  }
  return operations;
}

function masterChange(desired: DesiredLink, current: Link): Operation {
  const words = (master: string | undefined): string[] => (master ? ['master', master] : ['nomaster']);
  return {
    describe: desired.master
      ? `make ${desired.name} a member of ${desired.master}`
      : `release ${desired.name} from ${current.master}`,
    command: ['link', 'set', 'dev', desired.name, ...words(desired.master)],
    inverse: ['link', 'set', 'dev', desired.name, ...words(current.master)],
    impact: current.master === undefined && !current.up ? 'hitless' : 'disruptive',
  };
}

function optionChanges(desired: DesiredLink, current: Link): Operation[] {
  const kind = current.kind ?? '';
  const operations: Operation[] = [];
  for (const [name, value] of desired.options) {
    const option = linkKinds[kind]?.[name];
    if (!option || optionHolds(name, option, value, current.data)) continue;
    const old = currentOption(name, option, current.data);
    operations.push({
      describe: `set ${name} of ${desired.name} to ${value}`,
      command: ['link', 'set', 'dev', desired.name, 'type', kind, ...optionWords(name, option, value)],
      inverse: old && ['link', 'set', 'dev', desired.name, 'type', kind, ...old],
      impact: name === 'stp_state' || name === 'vlan_filtering' ? 'disruptive' : 'hitless',
    });
  }
  return operations;
}

function wordsFor(kind: string, name: string, value: string): string[] {
  const option = linkKinds[kind]?.[name];
  return option ? optionWords(name, option, value) : [name, value];
}
