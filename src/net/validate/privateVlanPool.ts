import { Claims } from './claims.js';
import { type Entry, entriesOf, type Report } from './entry.js';
import type { Finding, HostVariables, RoleValidator } from './finding.js';
import { ifname, int, mtu, refine, text, vid } from './formats.js';
import { bad, good } from './verdict.js';

/** Beginning of the bridges' names; a number follows it. */
const prefix = refine(text, (value) =>
  /^[a-z][a-z_-]{0,9}$/.test(value)
    ? good(value)
    : bad(
        `${JSON.stringify(value)} does not begin a bridge's name`,
        'write 1 to 10 of a-z, "_" and "-", a letter first',
      ),
);

const number = int(1, 4094, 'number of a network');
/** More bridges than that are a slip of the pen. */
const most = 1024;

/** The pools of role `private_vlan_pool`. */
export const privateVlanPool: RoleValidator = {
  role: 'private_vlan_pool',
  variables: ['private_vlan_pools', 'vlans'],
  validate(hosts) {
    const findings: Finding[] = [];
    for (const [host, variables] of hosts) {
      const report = { host, findings };
      const tags = new Claims('VLAN');
      const names = new Claims('bridge');
      const others = declaredVlans(variables);
      for (const entry of entriesOf(variables, 'private_vlan_pools', report))
        checkPool(entry, { tags, names, others, report });
    }
    return findings;
  },
};

interface Around {
  readonly tags: Claims;
  readonly names: Claims;
  /** `PARENT.ID` of the VLANs that role `vlans` makes, with their place. */
  readonly others: ReadonlyMap<string, string>;
  readonly report: Report;
}

function checkPool(entry: Entry, { tags, names, others, report }: Around): void {
  const parent = entry.need('parent', ifname);
  const first = entry.need('first', number);
  const last = entry.need('last', number);
  const offset = entry.get('offset', int(0, 4093, 'offset')) ?? 0;
  const begin = entry.get('prefix', prefix) ?? 'prv';
  entry.get('mtu', mtu);
  entry.finish();
  if (parent === undefined || first === undefined || last === undefined) return;
  if (last < first) {
    entry.wrong('last', `${last} is less than first, which is ${first}`);
    return;
  }
  if (last + offset > 4094) {
    entry.wrong('last', `${last} with offset ${offset} is VLAN ${last + offset}, the largest is 4094`);
    return;
  }
  if (last - first >= most) {
    entry.wrong('last', `${last - first + 1} networks are more than ${most}`, 'make several pools');
    return;
  }
  const longest = `${parent}.${last + offset}`;
  if (Buffer.byteLength(longest) > 15)
    entry.wrong('parent', `${longest} would have ${Buffer.byteLength(longest)} bytes of at most 15`);
  const before = report.findings.length;
  for (let i = first; i <= last && report.findings.length === before; i++) {
    const tag = `${parent}.${i + offset}`;
    tags.claim(`${i + offset} of ${parent}`, entry, 'first');
    names.claim(`${begin}${i}`, entry, 'first');
    const other = others.get(tag);
    if (other !== undefined)
      entry.wrong(
        'first',
        `VLAN ${i + offset} of ${parent} is taken by ${other}`,
        'change first, last or offset',
      );
  }
}

function declaredVlans(variables: HostVariables): Map<string, string> {
  const ignored = { host: '', findings: [] };
  return new Map(
    entriesOf(variables, 'vlans', ignored).flatMap((entry): [string, string][] => {
      const [parent, id] = [entry.get('parent', ifname), entry.get('id', vid)];
      return parent === undefined || id === undefined ? [] : [[`${parent}.${id}`, entry.path]];
    }),
  );
}
