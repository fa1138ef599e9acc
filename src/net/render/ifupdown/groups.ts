import type { Device } from '../device.js';

/** Devices that share a file. */
interface DeviceGroup {
  /** What the file is named after. */
  readonly name: string;
  readonly devices: readonly Device[];
}

/**
 * Devices of one document by how they are stacked. A group has the name of its topmost device (a bridge on a VLAN has
 * the bridge's), of the lowest when there are several tops; one that others make has the role's beside it, as
 * they may have a file of that name.
 */
export function groupsOf(owner: string, devices: readonly Device[]): DeviceGroup[] {
  if (owner.includes('/')) return devices.length === 0 ? [] : [{ name: owner, devices }];
  const groups: Device[][] = [];
  for (const device of devices) {
    const joined = groups.filter((group) => group.some((other) => areStacked(device, other)));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push([...joined.flat(), device]);
  }
  return groups.map((group) => {
    const tops = group.filter(
      (device) => !group.some((other) => other !== device && standsOn(other, device)),
    );
    const top = (tops.length === 1 ? tops : group)[0]!;
    return { name: top.created ? top.name : `${top.name}-${owner}`, devices: group };
  });
}

function areStacked(a: Device, b: Device): boolean {
  return standsOn(a, b) || standsOn(b, a);
}

/** A master stands on its ports, a VLAN on its parent, and one end of a pair on the one that is made. */
function standsOn({ name, link }: Device, below: Device): boolean {
  return (
    link?.parent === below.name ||
    (below.link?.master === name && below.link.parent !== name) ||
    (below.created && below.link?.type === 'veth' && below.link.peer === name)
  );
}
