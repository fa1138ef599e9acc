import type { Facts } from './distribution.js';
import type { ProbeOutput } from './output.js';

interface Ipv4 {
  readonly address: string;
  readonly broadcast: string;
  readonly netmask: string;
  readonly network: string;
  readonly prefix: string;
}
interface Ipv6 {
  readonly address: string;
  readonly prefix: string;
  readonly scope: string;
}
interface AddressLine {
  readonly device: string;
  readonly label: string;
  readonly secondary: boolean;
  readonly ipv4?: Ipv4;
  readonly ipv6?: Ipv6;
}

/** Interfaces, addresses and default routes. `default_ipv4` is the way to a public address, as the kernel picks it. */
export function networkFacts(probe: ProbeOutput): Facts {
  const interfaces = new Map(
    probe
      .section('interfaces')
      .split('\n')
      .filter(Boolean)
      .map((line) => interfaceFacts(probe, line)),
  );
  const lines = parseAddressLines(probe.section('addresses'));
  for (const line of lines) addAddress(interfaces, line);
  const facts: Facts = {
    interfaces: [...interfaces.keys()].map(factName),
    default_ipv4: defaultRoute(probe.section('route4'), '8.8.8.8', interfaces, lines),
    default_ipv6: defaultRoute(probe.section('route6'), '2404:6800:400a:800::1012', interfaces, lines),
    all_ipv4_addresses: lines.flatMap(({ ipv4 }) =>
      ipv4 && !ipv4.address.startsWith('127.') ? [ipv4.address] : [],
    ),
    all_ipv6_addresses: lines.flatMap(({ ipv6 }) => (ipv6 && ipv6.address !== '::1' ? [ipv6.address] : [])),
    iscsi_iqn: iscsiName(probe),
    hostnqn: probe.value('/etc/nvme/hostnqn') ?? '',
    fibre_channel_wwn: probe
      .paths('/sys/class/fc_host/')
      .map((path) => (probe.value(path) ?? '').replace(/^0x/, '')),
  };
  for (const [name, value] of interfaces) facts[interfaceKey(name)] = value;
  return facts;
}

const hardwareTypes: Readonly<Record<string, string>> = {
  '1': 'ether',
  '32': 'infiniband',
  '512': 'ppp',
  '772': 'loopback',
  '65534': 'tunnel',
};

function interfaceFacts(probe: ProbeOutput, line: string): [string, Facts] {
  const [name = '', ...marks] = line.split(' ');
  const read = (path: string): string | undefined => probe.value(`/sys/class/net/${name}/${path}`);
  const [mac, mtu, speed, flags] = [read('address'), read('mtu'), read('speed'), read('flags')];
  const links = new Map(
    probe
      .section('pci')
      .split('\n')
      .map((entry) => entry.split(' ') as [string, string]),
  );
  const base = (path: string): string | undefined =>
    links.get(`/sys/class/net/${name}/${path}`)?.split('/').at(-1);
  const facts: Facts = {
    device: name,
    ...(mac !== undefined && mac !== '00:00:00:00:00:00' && { macaddress: mac }),
    ...(mtu !== undefined && { mtu: Number(mtu) }),
    active: read('operstate') !== 'down',
    module: base('device/driver/module'),
    type: hardwareTypes[read('type') ?? ''] ?? 'unknown',
    pciid: base('device'),
    ...(speed !== undefined && { speed: Number(speed) }),
    ...(flags !== undefined && { promisc: (Number(flags) & 0x100) > 0 }),
  };
  if (marks.includes('bridge')) {
    const ports = probe.paths(`/sys/class/net/${name}/brif/`).map((path) => path.split('/')[6]!);
    Object.assign(facts, {
      type: 'bridge',
      interfaces: ports,
      id: read('bridge/bridge_id') ?? '',
      stp: read('bridge/stp_state') === '1',
    });
  }
  if (marks.includes('bonding')) {
    const first = (path: string): string => (read(`bonding/${path}`) ?? '').split(' ')[0]!;
    const primary = read('bonding/primary');
    Object.assign(facts, {
      type: 'bonding',
      slaves: (read('bonding/slaves') ?? '').split(' ').filter(Boolean),
      mode: first('mode'),
      miimon: first('miimon'),
      lacp_rate: first('lacp_rate'),
      ...(primary !== undefined && { primary, all_slaves_active: read('bonding/all_slaves_active') === '1' }),
    });
  }
  const permanent = read('bonding_slave/perm_hwaddr');
  if (permanent !== undefined) facts.perm_macaddress = permanent;
  return [name, facts];
}

/** Reads the text form of `ip addr show`, which every iproute2 and BusyBox print alike. */
function parseAddressLines(text: string): AddressLine[] {
  const lines: AddressLine[] = [];
  let device = '';
  for (const raw of text.split('\n')) {
    const head = /^\d+: ([^:@\s]+)/.exec(raw);
    if (head) device = head[1]!;
    const words = raw.trim().split(/\s+/);
    const secondary = words.includes('secondary');
    if (words[0] === 'inet') {
      const label = words.at(-1)!;
      lines.push({ device, label, secondary, ipv4: ipv4(words) });
    } else if (words[0] === 'inet6') {
      const peer = words[2] === 'peer';
      const [address = '', own = '128'] = words[1]!.split('/');
      const prefix = peer ? (words[3]!.split('/')[1] ?? '128') : own;
      lines.push({
        device,
        label: device,
        secondary: false,
        ipv6: { address, prefix, scope: words[words.indexOf('scope') + 1] ?? 'global' },
      });
    }
  }
  return lines;
}

function ipv4(words: readonly string[]): Ipv4 {
  const [address = '', prefix = '32'] = words[1]!.split('/');
  const bits = Number(prefix);
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  const number = address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
  const broadcast = words[2] === 'brd' ? words[3]! : '';
  return { address, broadcast, netmask: dotted(mask), network: dotted((number & mask) >>> 0), prefix };
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

function addAddress(interfaces: Map<string, Facts>, line: AddressLine): void {
  // a label such as eth0:1 is an interface of its own, as Ansible shows it
  const name =
    line.ipv4 && line.label !== line.device && line.label.startsWith(`${line.device}:`)
      ? line.label
      : line.device;
  const facts = interfaces.get(name) ?? {};
  interfaces.set(name, facts);
  if (line.ipv6) facts.ipv6 = [...((facts.ipv6 as Ipv6[] | undefined) ?? []), line.ipv6];
  if (!line.ipv4) return;
  if (!line.secondary && facts.ipv4 === undefined) facts.ipv4 = line.ipv4;
  else facts.ipv4_secondaries = [...((facts.ipv4_secondaries as Ipv4[] | undefined) ?? []), line.ipv4];
}

/** What `ip route get` says, completed with the facts of the address it starts from. */
function defaultRoute(
  text: string,
  target: string,
  interfaces: ReadonlyMap<string, Facts>,
  lines: readonly AddressLine[],
): Facts {
  const words = text.split('\n')[0]!.trim().split(/\s+/);
  if (words[0] !== target) return {};
  const after = (word: string): string | undefined =>
    words.includes(word) ? words[words.indexOf(word) + 1] : undefined;
  const [device, address, gateway] = [after('dev'), after('src'), after('via')];
  const route: Facts = { interface: device, address, gateway: gateway === target ? undefined : gateway };
  const line = lines.find((entry) => (entry.ipv4 ?? entry.ipv6)?.address === address);
  if (!line) return route;
  const facts = interfaces.get(line.device) ?? {};
  const { mtu, type, macaddress } = facts as { mtu?: number; type?: string; macaddress?: string };
  const shared = { macaddress, mtu, type: type ?? 'unknown' };
  if (line.ipv6) return { ...route, prefix: line.ipv6.prefix, scope: line.ipv6.scope, ...shared };
  const { broadcast, netmask, network, prefix } = line.ipv4!;
  return { ...route, broadcast, netmask, network, prefix, ...shared, alias: line.label };
}

function iscsiName(probe: ProbeOutput): string {
  const line = probe
    .file('/etc/iscsi/initiatorname.iscsi')
    ?.find((text) => text.startsWith('InitiatorName='));
  return line?.slice('InitiatorName='.length) ?? '';
}

/** Colons (labels) become underscores in fact names. */
function factName(name: string): string {
  return name.replaceAll(':', '_');
}

/** The name of an interface's own fact: dashes become underscores, dots stay. */
function interfaceKey(name: string): string {
  return name.replaceAll(/[:-]/g, '_');
}
