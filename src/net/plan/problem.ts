import { didYouMean } from '../../diag/suggest.js';
import { linkKinds } from '../kinds.js';
import { devicesOf } from '../object/device.js';
import type { AddressObject, LinkObject, NetObject, NetState } from '../object/types.js';
import { objectName } from './describe.js';
import { linkIn } from './members.js';
import { optionsAs, type Wish } from './wish.js';

/** Why a wish cannot be met, with its place in the document. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  readonly fix?: string | undefined;
}

/** One line: place, cause, remedy. */
export function problemText({ path, message, fix }: Problem): string {
  return `${path === '' ? '' : `${path}: `}${message}${fix === undefined ? '' : `; ${fix}`}`;
}

/**
 * A changed kind, parent or fixed option is a problem, not a silent re-creation: deleting a link cuts everything
 * that is stacked on it.
 */
export function linkConflict(wish: Wish, current: NetObject | undefined): Problem | undefined {
  const { object, path } = wish;
  if (object.kind !== 'link' || current?.kind !== 'link') return undefined;
  if (object.type !== '' && object.type !== current.type) {
    return {
      path,
      message: `${object.name} exists as ${current.type || 'a hardware device'}, not as ${object.type}`,
      fix: 'remove it first (state: absent) if it may be replaced',
    };
  }
  const fixed = linkKinds[current.type];
  const unknown = Object.keys(object.options).find((name) => fixed !== undefined && !(name in fixed));
  if (unknown !== undefined) {
    return {
      path: `${path}.options.${unknown}`,
      message: `a ${current.type} link has no option ${unknown}`,
      fix: didYouMean(unknown, Object.keys(fixed ?? {})),
    };
  }
  const changed = Object.entries(optionsAs(current.type, object.options)).find(
    ([name, value]) => fixed?.[name]?.fixed && (current.options[name] ?? value) !== value,
  )?.[0];
  const moved = (['parent', 'peer'] as const).find(
    (name) => object[name] !== '' && current[name] !== '' && object[name] !== current[name],
  );
  const stuck = changed ?? moved;
  if (stuck === undefined) return undefined;
  return {
    path,
    message: `the kernel cannot change ${stuck} of ${object.name} while it exists`,
    fix: 'remove the link first if it may be re-created',
  };
}

/** Devices that an object needs and that will not be there. */
export function missingDevices(object: NetObject, goal: NetState): string[] {
  const needed =
    object.kind === 'link' ? [object.master, object.parent].filter((name) => name !== '') : devicesOf(object);
  return needed.filter((name) => !goal.has(`link ${name}`));
}

/** Who makes a missing device that is named as a VLAN; undefined for other names. */
export function vlanRole(name: string): string | undefined {
  const [, parent, id] = /^(.+)\.(\d{1,4})$/.exec(name) ?? [];
  return parent === undefined ? undefined : `role vlans makes it: {parent: ${parent}, id: ${id}}`;
}

/** What keeps an object from existing in a state, undefined when nothing does. */
export function obstacle(object: NetObject, state: NetState): Omit<Problem, 'path'> | undefined {
  const [missing] = missingDevices(object, state);
  if (missing !== undefined) {
    const role =
      object.kind === 'link'
        ? `, ${missing === object.master ? 'the master' : 'the parent'} of ${object.name},`
        : '';
    return {
      message: `device ${missing}${role} does not exist`,
      fix:
        vlanRole(missing) ??
        (object.kind === 'link'
          ? `create ${missing} first`
          : 'create it first (links), or check the spelling'),
    };
  }
  if (object.kind === 'link') return object.type === 'vlan' ? vlanObstacle(object, state) : undefined;
  const other = otherPrefix(object, state);
  if (other !== undefined)
    return {
      message: `${other.dev} has ${other.address}/${other.prefix}, and IPv6 takes an address with one prefix only`,
      fix: `remove that one (state: absent)`,
    };
  if (object.kind !== 'route') return undefined;
  const down = devicesOf(object).find((name) => !(state.get(`link ${name}`) as LinkObject).up);
  if (down === undefined) return undefined;
  return { message: `${objectName(object)} needs ${down}, which is down`, fix: `set ${down} up (state: up)` };
}

/** The IPv6 address of a state that differs from one only in its prefix; the kernel holds no two of them. */
export function otherPrefix(object: NetObject, state: NetState): AddressObject | undefined {
  if (object.kind !== 'address' || object.family === 4) return undefined;
  for (const other of state.values()) {
    if (other.kind !== 'address' || other.dev !== object.dev || other.address !== object.address) continue;
    if (other.prefix !== object.prefix) return other;
  }
  return undefined;
}

function vlanObstacle(vlan: LinkObject, state: NetState): Omit<Problem, 'path'> | undefined {
  const { name, mtu, up, parent, options } = vlan;
  const below = linkIn(state, parent);
  if (below === undefined) return undefined;
  if (up && !below.up && options.loose_binding !== '1')
    return { message: `${name} needs ${parent}, which is down`, fix: `set ${parent} up` };
  if (below.mtu === 0 || mtu <= below.mtu) return undefined;
  return {
    message: `the MTU of ${name}, ${mtu}, is more than that of ${parent} below it, which is ${below.mtu}`,
    fix: `raise the MTU of ${parent} to ${mtu}, or give ${name} at most ${below.mtu}`,
  };
}
