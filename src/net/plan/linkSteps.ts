import { linkKinds, optionWords, portOptions } from '../kinds.js';
import type { LinkObject, NetState, Words } from '../object/types.js';
import { isBond } from './members.js';
import type { Step } from './step.js';

/** The line that makes a link: options that can only be given at creation are in it. */
export function createLink(link: LinkObject): Step[] {
  if (link.type === '') return [];
  if (link.type === 'tun') return [ip('tuntap', 'add', 'dev', link.name, ...tunWords(link.options))];
  const kind = linkKinds[link.type];
  const options = Object.entries(link.options).flatMap(([name, value]) =>
    [kind?.[name]?.unset, kind?.[name]?.usual].includes(value) ? [] : optionWords(name, kind?.[name], value),
  );
  const below = link.parent === '' ? [] : link.type === 'vxlan' ? ['dev', link.parent] : [];
  const lower = link.parent === '' || link.type === 'vxlan' ? [] : ['link', link.parent];
  const peer = link.type === 'veth' && link.peer !== '' ? ['peer', 'name', link.peer] : [];
  return [ip('link', 'add', ...lower, 'name', link.name, 'type', link.type, ...options, ...below, ...peer)];
}

/**
 * The lines that turn one state of an existing link into another; kernel's choices (0, empty) are not lines. `state`
 * is the state before them.
 */
export function changeLink(before: LinkObject, after: LinkObject, state: NetState): Step[] {
  const steps: Step[] = [];
  const set = (...words: string[]): void => void steps.push(ip('link', 'set', 'dev', after.name, ...words));
  const joins = before.master !== after.master;
  // a bond takes members only while they are down, gives them its MTU, and leaves them down when they go
  const toBond = joins && isBond(state, after.master);
  const fromBond = joins && isBond(state, before.master);
  if (before.up && !fromBond && (!after.up || toBond)) set('down');
  for (const [name, value] of changed(before.options, after.options))
    set('type', after.type, ...optionWords(name, linkKinds[after.type]?.[name], value));
  if (after.address !== before.address && after.address !== '') set('address', after.address);
  if (after.mtu !== before.mtu && after.mtu !== 0 && !toBond) {
    // A bridge follows the MTU of its ports until its own is changed, and what it has is no change.
    if (after.type === 'bridge' && before.mtu === 0)
      set('mtu', String(after.mtu === 68 ? 69 : after.mtu - 1));
    set('mtu', String(after.mtu));
  }
  if (after.alias !== before.alias) set('alias', after.alias);
  if (joins) set(...(after.master === '' ? ['nomaster'] : ['master', after.master]));
  for (const [name, value] of changed(joins ? usualPort : before.port, after.port))
    set('type', 'bridge_slave', ...optionWords(name, portOptions[name], value));
  if (after.up && (!before.up || toBond || fromBond)) set('up');
  return steps;
}

/** The settings of a port that just joined a bridge. */
const usualPort: Words = Object.fromEntries(
  Object.entries(portOptions).flatMap(([name, { usual }]) => (usual === undefined ? [] : [[name, usual]])),
);

function tunWords(options: Words): string[] {
  const { mode = 'tap', user = '', group = '', ...flags } = options;
  return [
    'mode',
    mode,
    ...(user === '' ? [] : ['user', user]),
    ...(group === '' ? [] : ['group', group]),
    ...Object.entries(flags).flatMap(([name, value]) => (value === '1' ? [name] : [])),
  ];
}

function changed(before: Words, after: Words): [string, string][] {
  return Object.entries(after).filter(([name, value]) => before[name] !== value);
}

function ip(...words: string[]): Step {
  return { tool: 'ip', words };
}
