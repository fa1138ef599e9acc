import { linkKinds, portOptions } from '../kinds.js';
import { blankLink } from '../object/blank.js';
import { keyOf } from '../object/key.js';
import type { LinkObject, NetObject, Words } from '../object/types.js';
import { objectName } from './describe.js';
import type { Spare } from './spare.js';

/** Whether a change can lose packets of traffic that already flows and is not what the change is about. */
export type Impact = 'hitless' | 'disruptive';

/** One change of one object, before its place in the plan and its consequences are known. */
export interface Change {
  readonly key: string;
  readonly before: NetObject | undefined;
  readonly after: NetObject | undefined;
  readonly line: string;
  readonly impact: Impact;
  /** It makes room for what comes after it: the members of a bond that leave for a moment, a link that is made anew. */
  readonly early?: boolean;
  /** When a member leaves its bond: those with which the bond goes on. */
  readonly staying?: readonly string[];
  /** When a link is made anew: its successor, which is there before it goes. */
  readonly spare?: Spare;
}

/** How a link gets from one state to another where the kernel does not go straight. */
interface LinkRoute {
  /** It is down while its options change. */
  readonly paused?: boolean;
  /** It comes to a bond, which gives it its MTU. */
  readonly toBond?: boolean;
  /** It leaves a bond, which needs another member with a link until then. */
  readonly fromBond?: boolean;
}

/** The smallest changes that lead from one state of an object to another; a link changes property by property. */
export function changesBetween(
  before: NetObject | undefined,
  after: NetObject | undefined,
  route: LinkRoute = {},
): Change[] {
  if (before === undefined && after === undefined) return [];
  if (after?.kind === 'link' && before === undefined) {
    const made = freshLink(after);
    return [
      single(before, made, `create ${made.type} ${made.name}`, 'hitless'),
      ...linkChanges(made, after, true, route),
    ];
  }
  if (after?.kind === 'link' && before?.kind === 'link') return linkChanges(before, after, false, route);
  if (after === undefined) return [single(before, after, `remove ${objectName(before!)}`, 'disruptive')];
  if (before === undefined) return [single(before, after, additionLine(after), 'hitless')];
  return [single(before, after, changeLine(before, after), 'hitless')];
}

/** Whether a link cannot become another without being made anew: another parent, or a fixed option. */
export function isAnother(before: LinkObject, after: LinkObject): boolean {
  return stuckProperty(before, after) !== undefined;
}

/** The removal of a link whose successor has its name. */
export function replacement(before: LinkObject, after: LinkObject): Change {
  const property = stuckProperty(before, after)!;
  const value = (link: LinkObject): string =>
    property === 'parent' ? link.parent : (link.options[property] ?? '');
  const line = `replace ${objectName(before)}, as its ${property} becomes ${value(after)}`;
  return { ...single(before, undefined, line, 'disruptive'), early: true };
}

/** The property in which two states of a link differ although the kernel cannot change it. */
function stuckProperty(before: LinkObject, after: LinkObject): string | undefined {
  if (before.parent !== after.parent) return 'parent';
  const options = linkKinds[before.type];
  return Object.entries(after.options).find(
    ([name, value]) => options?.[name]?.fixed && (before.options[name] ?? value) !== value,
  )?.[0];
}

/** A link right after its creation: what was not given with it is the kernel's choice. */
export function freshLink(link: LinkObject): LinkObject {
  const { name, type, parent, peer, options } = link;
  return { ...blankLink(name), type, parent, peer, options };
}

function linkChanges(start: LinkObject, goal: LinkObject, isNew: boolean, route: LinkRoute): Change[] {
  const changes: Change[] = [];
  let link = start;
  const next = (patch: Partial<LinkObject>, line: string, impact: Impact): void => {
    const after = { ...link, ...patch };
    changes.push(single(link, after, line, isNew || !link.up ? 'hitless' : impact));
    link = after;
  };
  const { name } = goal;
  const move = (patch: Partial<LinkObject>): void => {
    if (goal.master === link.master) return;
    const line =
      goal.master === '' ? `release ${name} from ${link.master}` : `make ${name} a member of ${goal.master}`;
    next({ ...patch, master: goal.master, port: {} }, line, 'disruptive');
  };
  const setMtu = (): void => {
    if (goal.mtu === link.mtu || (route.toBond && goal.master !== link.master)) return;
    const from = link.mtu === 0 ? '' : ` from ${link.mtu}`;
    const impact = goal.mtu < link.mtu ? 'disruptive' : 'hitless';
    next({ mtu: goal.mtu }, `set the MTU of ${name}${from} to ${goal.mtu}`, impact);
  };
  if (!isNew) setMtu();
  // it is down once it has left
  if (route.fromBond) move({ up: link.up && goal.up });
  if (link.up && (!goal.up || route.paused)) next({ up: false }, `set ${name} down`, 'disruptive');
  for (const [word, value] of differing(link.options, goal.options)) {
    const impact = linkKinds[goal.type]?.[word]?.disruptive ? 'disruptive' : 'hitless';
    next({ options: { ...link.options, [word]: value } }, `set ${word} of ${name} to ${value}`, impact);
  }
  if (goal.address !== link.address)
    next({ address: goal.address }, `set the MAC address of ${name} to ${goal.address}`, 'disruptive');
  setMtu();
  if (goal.alias !== link.alias)
    next({ alias: goal.alias }, `set the alias of ${name} to "${goal.alias}"`, 'hitless');
  move(route.toBond ? { mtu: goal.mtu } : {});
  for (const [word, value] of differing(link.port, goal.port)) {
    const shown = portOptions[word]?.form === 'switch' ? (value === '1' ? 'on' : 'off') : value;
    next({ port: { ...link.port, [word]: value } }, `set ${word} of port ${name} to ${shown}`, 'hitless');
  }
  if (goal.up && !link.up) next({ up: true }, `set ${name} up`, 'hitless');
  return changes;
}

function differing(have: Words, want: Words): [string, string][] {
  return Object.entries(want).filter(([word, value]) => have[word] !== value);
}

function additionLine(object: NetObject): string {
  if (object.kind === 'sysctl') return `set ${objectName(object)} to ${object.value}`;
  if (object.kind === 'address') return `add ${objectName(object).replace(/ on \S+$/, '')} to ${object.dev}`;
  return `add ${objectName(object)}`;
}

function changeLine(before: NetObject, after: NetObject): string {
  if (before.kind === 'sysctl' && after.kind === 'sysctl')
    return `set ${objectName(after)} from ${before.value} to ${after.value}`;
  if (after.kind === 'chain' || after.kind === 'nft') return `replace ${objectName(after)}`;
  return `change ${objectName(after)}`;
}

function single(
  before: NetObject | undefined,
  after: NetObject | undefined,
  line: string,
  impact: Impact,
): Change {
  return { key: keyOf((after ?? before)!), before, after, line, impact };
}
