import { linkKinds, portOptions } from '../kinds.js';
import { blankLink } from '../object/blank.js';
import { keyOf } from '../object/key.js';
import type { LinkObject, NetObject, Words } from '../object/types.js';
import { objectName } from './describe.js';

/** Whether a change can lose packets of traffic that already flows and is not what the change is about. */
export type Impact = 'hitless' | 'disruptive';

/** One change of one object, before its place in the plan and its consequences are known. */
export interface Change {
  readonly key: string;
  readonly before: NetObject | undefined;
  readonly after: NetObject | undefined;
  readonly line: string;
  readonly impact: Impact;
}

/** The smallest changes that lead from one state of an object to another; a link changes property by property. */
export function changesBetween(before: NetObject | undefined, after: NetObject | undefined): Change[] {
  if (before === undefined && after === undefined) return [];
  if (after?.kind === 'link' && before === undefined) {
    const made = freshLink(after);
    return [
      single(before, made, `create ${made.type} ${made.name}`, 'hitless'),
      ...linkChanges(made, after, true),
    ];
  }
  if (after?.kind === 'link' && before?.kind === 'link') return linkChanges(before, after, false);
  if (after === undefined) return [single(before, after, `remove ${objectName(before!)}`, 'disruptive')];
  if (before === undefined) return [single(before, after, additionLine(after), 'hitless')];
  return [single(before, after, changeLine(before, after), 'hitless')];
}

/** A link right after its creation: what was not given with it is the kernel's choice. */
export function freshLink(link: LinkObject): LinkObject {
  const { name, type, parent, peer, options } = link;
  return { ...blankLink(name), type, parent, peer, options };
}

function linkChanges(start: LinkObject, goal: LinkObject, isNew: boolean): Change[] {
  const changes: Change[] = [];
  let link = start;
  const next = (patch: Partial<LinkObject>, line: string, impact: Impact): void => {
    const after = { ...link, ...patch };
    changes.push(single(link, after, line, isNew || !link.up ? 'hitless' : impact));
    link = after;
  };
  const { name } = goal;
  if (link.up && !goal.up) next({ up: false }, `set ${name} down`, 'disruptive');
  for (const [word, value] of differing(link.options, goal.options)) {
    const impact = linkKinds[goal.type]?.[word]?.disruptive ? 'disruptive' : 'hitless';
    next({ options: { ...link.options, [word]: value } }, `set ${word} of ${name} to ${value}`, impact);
  }
  if (goal.address !== link.address)
    next({ address: goal.address }, `set the MAC address of ${name} to ${goal.address}`, 'disruptive');
  if (goal.mtu !== link.mtu) {
    const from = link.mtu === 0 ? '' : ` from ${link.mtu}`;
    const impact = goal.mtu < link.mtu ? 'disruptive' : 'hitless';
    next({ mtu: goal.mtu }, `set the MTU of ${name}${from} to ${goal.mtu}`, impact);
  }
  if (goal.alias !== link.alias)
    next({ alias: goal.alias }, `set the alias of ${name} to "${goal.alias}"`, 'hitless');
  if (goal.master !== link.master) {
    const line =
      goal.master === '' ? `release ${name} from ${link.master}` : `make ${name} a member of ${goal.master}`;
    next({ master: goal.master, port: {} }, line, 'disruptive');
  }
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
