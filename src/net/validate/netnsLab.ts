import { cidr, ip, network } from './addressFormats.js';
import { Claims } from './claims.js';
import { type Entry, entriesOf, type Report } from './entry.js';
import type { Finding, HostVariables, RoleValidator } from './finding.js';
import { choice, filled, ifname, mtu, port, refine, text } from './formats.js';
import { bad, type Format, good, shown } from './verdict.js';

/** The topology of role `netns_lab`. */
export const netnsLab: RoleValidator = {
  role: 'netns_lab',
  variables: [
    'netns_lab_name',
    'netns_lab_nodes',
    'netns_lab_switches',
    'netns_lab_links',
    'netns_lab_routes',
    'netns_lab_services',
  ],
  validate(hosts) {
    const findings: Finding[] = [];
    for (const [host, variables] of hosts) readLab(variables, { host, findings });
    return findings;
  },
};

/** Names of namespaces are PREFIX-LAB-NODE: a dash in the lab's name would make two labs look like one. */
const labName: Format<string> = refine(text, (value) =>
  /^[a-z][a-z0-9_]{0,30}$/.test(value)
    ? good(value)
    : bad(`${shown(value)} is not a lab's name`, 'write 1 to 31 of a-z, 0-9 and "_", a letter first'),
);

const memberName: Format<string> = refine(text, (value) =>
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/.test(value)
    ? good(value)
    : bad(`${shown(value)} is not a node's name`, 'write 1 to 61 letters, digits, "_" and "-"'),
);

/** One end of a cable. */
const end: Format<{ node: string; dev: string }> = refine(text, (value) => {
  const [node = '', dev, ...rest] = value.split(':');
  if (dev === undefined || rest.length > 0 || node === '')
    return bad(`${shown(value)} is not an end of a link`, 'write NODE:DEVICE, such as "boxA:eth0"');
  const verdict = ifname(dev);
  return 'problem' in verdict ? verdict : good({ node, dev });
});

function readLab(variables: HostVariables, report: Report): void {
  const name = variables.get('netns_lab_name');
  const verdict = name === undefined ? undefined : labName(name);
  if (verdict && 'problem' in verdict)
    report.findings.push({
      host: report.host,
      path: 'netns_lab_name',
      message: verdict.problem,
      fix: verdict.fix,
    });
  const names = new Claims('name');
  const nodes = membersOf('netns_lab_nodes', variables, report, names);
  const switches = membersOf('netns_lab_switches', variables, report, names);
  const devices = new Claims('device');
  for (const link of entriesOf(variables, 'netns_lab_links', report))
    readLink(link, devices, [...nodes, ...switches]);
  for (const route of entriesOf(variables, 'netns_lab_routes', report)) {
    ofNode(route, nodes);
    route.need('to', (value) => (value === 'default' ? good(undefined) : network(value)));
    route.need('via', ip);
    route.need('dev', ifname);
    route.finish();
  }
  const services = new Claims('service');
  for (const service of entriesOf(variables, 'netns_lab_services', report)) {
    const node = ofNode(service, nodes);
    const type = service.need('type', choice('http', 'udp_echo'));
    const number = service.need('port', port);
    if (node && type && number) services.claim(`${type} ${number} of ${node}`, service, 'port');
    service.finish();
  }
}

function membersOf(variable: string, variables: HostVariables, report: Report, names: Claims): string[] {
  return entriesOf(variables, variable, report).flatMap((member) => {
    const name = member.need('name', memberName);
    if (name !== undefined) names.claim(name, member, 'name');
    if (variable === 'netns_lab_nodes') {
      member.get('sysctl', good);
      member.list('commands', filled);
    }
    member.finish();
    return name === undefined ? [] : [name];
  });
}

function readLink(link: Entry, devices: Claims, members: readonly string[]): void {
  for (const side of ['a', 'b']) {
    const found = link.need(side, end);
    link.list(`${side}_addresses`, cidr);
    if (found === undefined) continue;
    devices.claim(`${found.dev} of ${found.node}`, link, side);
    if (!members.includes(found.node)) unknownMember(link, side, found.node, members);
  }
  link.get('mtu', mtu);
  link.finish();
}

function ofNode(entry: Entry, nodes: readonly string[]): string | undefined {
  const node = entry.need('node', filled);
  if (node !== undefined && !nodes.includes(node)) unknownMember(entry, 'node', node, nodes);
  return node;
}

function unknownMember(entry: Entry, key: string, name: string, known: readonly string[]): void {
  entry.wrong(key, `the lab has no ${name}`, known.length === 0 ? undefined : `it has ${known.join(', ')}`);
}
