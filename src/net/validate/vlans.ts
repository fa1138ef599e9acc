import { cidr, ip, mac } from './addressFormats.js';
import { Claims } from './claims.js';
import { type Entry, entriesOf } from './entry.js';
import type { Finding, HostVariables, RoleValidator } from './finding.js';
import { bool, choice, ifname, int, mtu, vid } from './formats.js';
import { checkRoutes } from './hostRoutes.js';

/** The VLANs of role `vlans`. */
export const vlans: RoleValidator = {
  role: 'vlans',
  variables: ['vlans', 'vlans_native', 'bonds'],
  validate(hosts) {
    const findings: Finding[] = [];
    const macs = new Claims('MAC address');
    const addresses = new Claims('address');
    for (const [host, variables] of hosts) {
      const report = { host, findings };
      const native = variables.get('vlans_native');
      const parents = bondMtus(variables);
      const names = new Claims('device');
      const tags = new Claims('VLAN');
      for (const entry of entriesOf(variables, 'vlans', report)) {
        const vlan = readVlan(entry);
        const { parent, id, name, size } = vlan;
        if (name !== undefined) names.claim(name, entry, entry.has('name') ? 'name' : 'id');
        if (parent !== undefined && id !== undefined)
          tags.claim(`${vlan.protocol} ${id} of ${parent}`, entry, 'id');
        if (id !== undefined && id === native)
          entry.wrong(
            'id',
            `${id} is the native VLAN, whose frames carry no tag`,
            `use ${parent ?? 'the parent'} itself for it`,
          );
        const most = parents.get(parent ?? '');
        if (size !== undefined && most !== undefined && size > most)
          entry.wrong(
            'mtu',
            `${size} is more than the ${most} of ${parent}`,
            `raise mtu of ${parent}, or give at most ${most}`,
          );
        if (vlan.address !== undefined) macs.claim(vlan.address, entry, 'mac');
        vlan.own.forEach((each, i) => {
          addresses.claim(each, entry, `addresses[${i}]`);
        });
      }
    }
    return findings;
  },
};

interface Vlan {
  readonly parent: string | undefined;
  readonly id: number | undefined;
  readonly name: string | undefined;
  readonly protocol: string;
  readonly size: number | undefined;
  readonly address: string | undefined;
  readonly own: readonly string[];
}

function readVlan(entry: Entry): Vlan {
  const parent = entry.need('parent', ifname);
  const id = entry.need('id', vid);
  const given = entry.get('name', ifname);
  const own = parent === undefined || id === undefined ? undefined : `${parent}.${id}`;
  if (!entry.has('name') && own !== undefined && Buffer.byteLength(own) > 15)
    entry.wrong(
      'id',
      `the VLAN would be called ${own}, which has ${Buffer.byteLength(own)} bytes of at most 15`,
      `give it a name, such as vlan${id}`,
    );
  entry.get('state', choice('present', 'absent'));
  const protocol = entry.get('protocol', choice('802.1Q', '802.1ad')) ?? '802.1Q';
  for (const key of ['loose_binding', 'reorder_hdr']) entry.get(key, bool);
  const read: Vlan = {
    parent,
    id,
    name: given ?? own,
    protocol,
    size: entry.get('mtu', mtu),
    address: entry.get('mac', mac),
    own: (entry.list('addresses', cidr) ?? []).map(({ address }) => address),
  };
  checkRoutes(entry);
  entry.list('test_endpoints', ip);
  entry.finish();
  return read;
}

/** The MTUs of the host's bonds, where the variable of role `bonding` is there. */
function bondMtus(variables: HostVariables): Map<string, number> {
  const ignored = { host: '', findings: [] };
  return new Map(
    entriesOf(variables, 'bonds', ignored).flatMap((entry): [string, number][] => {
      const name = entry.get('name', ifname);
      return name === undefined ? [] : [[name, entry.get('mtu', int(576, 9216)) ?? 1500]];
    }),
  );
}
