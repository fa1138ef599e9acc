import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { type Diagnostic, DiagnosticError, diagnostic, fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { Dict } from '../value/types.js';
import { loadYaml } from '../yaml/load.js';
import { Fields } from './fields.js';
import { features } from './fullKernel/features.js';
import type { Feature, Guest, Host, Interface, Network, Station, Topology, User } from './types.js';

const label = {
  regex: /^[a-z][a-z0-9-]{0,30}$/,
  says: 'lower-case letters, digits and "-", starting with a letter',
};
const linkName = { regex: /^[A-Za-z][A-Za-z0-9._-]{0,14}$/, says: 'a link name of at most 15 characters' };
const cidr = {
  regex: /^\d+\.\d+\.\d+\.\d+\/\d+$/,
  says: 'an IPv4 address with prefix length, such as 10.0.0.1/24',
};
const macAddress = { regex: /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/, says: 'a MAC address' };
const ip = { regex: /^\d+\.\d+\.\d+\.\d+$/, says: 'an IPv4 address' };
const mtuRange = { min: 576, max: 65535 };

/**
 * Reads and checks a topology file.
 * @throws DiagnosticError with every mistake of the file.
 */
export async function loadTopology(file: string): Promise<Topology> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) =>
    fail('lab-topology', `cannot read the lab description ${file}: ${(cause as Error).message}`),
  );
  return parseTopology(text, file);
}

/** The checked topology of a text; `file` names it in messages. */
export function parseTopology(text: string, file: string): Topology {
  const root = loadYaml(text, file);
  if (!(root instanceof Dict)) {
    throw new DiagnosticError(
      diagnostic('lab-topology', 'a lab description is a mapping with name, networks and hosts', {
        span: { file, line: 1, col: 1 },
      }),
    );
  }
  const findings: Diagnostic[] = [];
  const topology = readTopology(new Fields(root, 'the lab', findings));
  if (findings.length > 0) throw new DiagnosticError(findings);
  return topology;
}

function readTopology(fields: Fields): Topology {
  const name = fields.required('name', label);
  const networks = fields.sections('networks', (network) => `network "${network}"`).map(readNetwork);
  const known = new Set(networks.map((network) => network.name));
  const taken = new Map<string, string>();
  for (const network of networks) {
    if (network.controller) taken.set(`${network.name} ${bare(network.controller)}`, 'the controller');
  }
  const hosts = fields
    .sections('hosts', (host) => `host "${host}"`)
    .map(([host, its]) => readHost(host, its, known, taken));
  const guests = fields
    .sections('guests', (guest) => `guest "${guest}"`)
    .map(([guest, its]) => readGuest(guest, its, hosts));
  const stations = fields
    .sections('stations', (station) => `station "${station}"`)
    .map(([station, its]) => readStation(station, its, known, taken));
  const names = new Set<string>(['controller']);
  for (const { name: member } of [...hosts, ...guests, ...stations]) {
    if (!label.regex.test(member))
      fields.report('hosts', `"${member}" is not a host name: use ${label.says}`);
    if (names.has(member)) fields.report('hosts', `the name "${member}" is used twice`);
    names.add(member);
  }
  checkCables(fields, networks, [...hosts, ...stations]);
  if (hosts.length === 0) fields.report('hosts', 'a lab needs at least one host under "hosts"');
  fields.rejectUnknown();
  return { name, networks, hosts, guests, stations };
}

function readNetwork([name, fields]: [string, Fields]): Network {
  const controller = address(fields, 'controller');
  const network = {
    name,
    mtu: fields.integer('mtu', mtuRange, 1500),
    cable: fields.flag('cable', false),
    ...(controller !== undefined && { controller }),
  };
  if (network.cable && controller !== undefined)
    fields.report('controller', `"${name}" is a cable between two hosts: the controller has no end of it`);
  if (!linkName.regex.test(name))
    fields.report('mtu', `"${name}" is not a network name: use ${linkName.says}`);
  fields.rejectUnknown();
  return network;
}

function readHost(name: string, fields: Fields, networks: Set<string>, taken: Map<string, string>): Host {
  const interfaces = readInterfaces(name, fields, networks, taken);
  const openvswitch = fields.flag('openvswitch', false);
  const tunnels = fields.text('tunnels');
  if (tunnels !== undefined && !interfaces.some((card) => card.network === tunnels)) {
    fields.report('tunnels', `"tunnels" of host "${name}" names a network the host is not part of`);
  }
  if (tunnels !== undefined && !openvswitch) {
    fields.report('tunnels', `"tunnels" of host "${name}" is of use with openvswitch: true only`);
  }
  const gateway = fields.text('gateway', ip);
  const needs = fields.list('needs').map(String);
  for (const need of needs) {
    if (!isFeature(need))
      fields.report(
        'needs',
        `"${need}" is no feature of a kernel`,
        didYouMean(need, features) ?? `known are ${features.join(', ')}`,
      );
  }
  const host: Host = {
    name,
    interfaces,
    kernel: fields.choice('kernel', ['auto', 'machine', 'full'], 'auto'),
    needs: needs.filter(isFeature),
    init: fields.choice('init', ['none', 'systemd'], 'none'),
    openvswitch,
    python: fields.flag('python', false),
    shell: fields.choice('shell', ['dash', 'bash', 'busybox', 'mksh'], 'dash'),
    tools: fields.choice('tools', ['gnu', 'busybox'], 'gnu'),
    users: fields.sections('users', (user) => `user "${user}" of host "${name}"`).map(readUser),
    size: fields.integer('size', { min: 16, max: 65536 }, 256),
    sshd: [...fields.mapping('sshd').entries()].map(([keyword, value]) => [String(keyword), String(value)]),
    groups: fields.list('groups').map(String),
    vars: fields.mapping('vars'),
    ...(tunnels !== undefined && { tunnels }),
    ...(gateway !== undefined && { gateway }),
  };
  if (host.init === 'systemd' && host.kernel === 'full') {
    fields.report('init', `host "${name}" cannot have both init: systemd and kernel: full`);
  }
  fields.rejectUnknown();
  return host;
}

function isFeature(word: string): word is Feature {
  return features.some((feature) => feature === word);
}

/** A cable has two ends. */
function checkCables(
  fields: Fields,
  networks: readonly Network[],
  members: readonly { readonly name: string; readonly interfaces: readonly Interface[] }[],
): void {
  for (const { name } of networks.filter((network) => network.cable)) {
    const ends = members.flatMap((member) =>
      member.interfaces.filter((card) => card.network === name).map(() => member.name),
    );
    if (ends.length !== 2)
      fields.report(
        'networks',
        `the cable "${name}" needs two ends and has ${ends.length} (${ends.join(', ') || 'none'})`,
      );
  }
}

function readUser([name, fields]: [string, Fields]): User {
  const password = fields.text('password');
  const user: User = {
    name,
    sudo: fields.choice('sudo', ['none', 'password', 'nopasswd'], 'none'),
    key: fields.flag('key', true),
    ...(password !== undefined && { password }),
  };
  fields.rejectUnknown();
  return user;
}

function readGuest(name: string, fields: Fields, hosts: readonly Host[]): Guest {
  const host = fields.required('host');
  if (host !== '' && !hosts.some((candidate) => candidate.name === host)) {
    const fix = didYouMean(
      host,
      hosts.map((candidate) => candidate.name),
    );
    fields.report('host', `guest "${name}" lives on "${host}", which is not a host of this lab`, fix);
  }
  const gateway = fields.text('gateway', ip);
  const mac = fields.text('mac', macAddress);
  const guest: Guest = {
    name,
    host,
    bridge: fields.text('bridge', linkName) ?? '',
    address: address(fields, 'address') ?? '',
    mtu: fields.integer('mtu', mtuRange, 1500),
    ...(gateway !== undefined && { gateway }),
    ...(mac !== undefined && { mac }),
  };
  if (guest.address === '') fields.report('address', `guest "${name}" needs "address"`);
  fields.rejectUnknown();
  return guest;
}

function readStation(
  name: string,
  fields: Fields,
  networks: Set<string>,
  taken: Map<string, string>,
): Station {
  const gateway = fields.text('gateway', ip);
  const ports = fields.list('listen').filter((port) => typeof port === 'number' && port > 0 && port < 65536);
  if (ports.length !== fields.list('listen').length) {
    fields.report('listen', `"listen" of station "${name}" is a list of port numbers`);
  }
  const station: Station = {
    name,
    interfaces: readInterfaces(name, fields, networks, taken),
    listen: ports as number[],
    ...(gateway !== undefined && { gateway }),
  };
  fields.rejectUnknown();
  return station;
}

/** `interfaces: {underlay: 192.0.2.1/24, public: {address: …, name: ext0}}`. */
function readInterfaces(
  owner: string,
  fields: Fields,
  networks: Set<string>,
  taken: Map<string, string>,
): Interface[] {
  const cards = fields.mapping('interfaces');
  return [...cards.entries()].map(([key, value], index) => {
    const network = String(key);
    if (!networks.has(network)) {
      fields.report(
        'interfaces',
        `"${owner}" is plugged into "${network}", which is not a network of this lab`,
        didYouMean(network, networks),
      );
    }
    const card = value instanceof Dict ? value : new Dict(value === null ? [] : [['address', value]]);
    const text = card.get('address');
    const name = card.get('name') ?? `eth${index}`;
    if (typeof name !== 'string' || !linkName.regex.test(name)) {
      fields.report('interfaces', `the interface of "${owner}" on "${network}" needs ${linkName.says}`);
    }
    if (text === undefined) return { network, name: String(name) };
    if (typeof text !== 'string' || !isAddress(text)) {
      fields.report('interfaces', `the address of "${owner}" on "${network}" must be ${cidr.says}`);
      return { network, name: String(name) };
    }
    const holder = taken.get(`${network} ${bare(text)}`);
    if (holder)
      fields.report('interfaces', `${bare(text)} on "${network}" belongs to both ${holder} and "${owner}"`);
    taken.set(`${network} ${bare(text)}`, `"${owner}"`);
    return { network, name: String(name), address: text };
  });
}

function address(fields: Fields, key: string): string | undefined {
  const text = fields.text(key, cidr);
  if (text === undefined || isAddress(text)) return text;
  fields.report(key, `"${key}" must be ${cidr.says}`);
  return undefined;
}

function isAddress(text: string): boolean {
  const [host, prefix] = text.split('/');
  return cidr.regex.test(text) && isIPv4(host!) && Number(prefix) <= 32;
}

/** The address without its prefix length. */
export function bare(address: string): string {
  return address.split('/')[0]!;
}
