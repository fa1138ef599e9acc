import type { TestLab } from './lab.js';
import { ovsFacts } from './ovsFacts.js';

/** Made anew for every lab: its own keys and names; the database of Open vSwitch is compared by its content. */
const ownOfEachHost =
  /^etc\/(machine-id|ssh\/(authorized_keys\/root|ssh_host_\S+)|openvswitch\/\S*conf\.db\S*)$/;

/**
 * What a host is like, as facts that a host of the same topology configured in the same way has too: Open vSwitch's
 * database, the addresses of br-ext, whether it forwards, its packet filter, and every file below /etc and
 * /usr/local with its kind, mode, owner and SHA-256. Left out is only what the kernel draws at random or counts.
 */
export async function hostState(lab: TestLab, host: string): Promise<string[]> {
  const [database, addresses, forwarding, filter4, filter6, kinds, sums] = await Promise.all(
    [
      'ovsdb-client dump --format=json',
      'ip -j addr show dev br-ext',
      'cat /proc/sys/net/ipv4/ip_forward',
      'iptables-save',
      'ip6tables-save',
      'cd / && find etc usr/local ! -type d -printf "%p %y %#m %u:%g %l\\n"',
      'cd / && find etc usr/local -type f -exec sha256sum {} +',
    ].map((command) => lab.ssh(host, command)),
  );
  return [
    ...ovsFacts(database!).map((fact) => `ovsdb ${fact}`),
    ...addressFacts(addresses!).map((fact) => `br-ext ${fact}`),
    `ip_forward ${forwarding}`,
    ...filterRules(filter4!).map((rule) => `iptables ${rule}`),
    ...filterRules(filter6!).map((rule) => `ip6tables ${rule}`),
    ...lines(kinds!)
      .filter((line) => !ownOfEachHost.test(line.split(' ', 1)[0]!))
      .map((line) => `file ${line}`),
    ...lines(sums!)
      .map((line) => line.split('  ') as [string, string])
      .filter(([, path]) => !ownOfEachHost.test(path))
      .map(([sum, path]) => `file ${path} ${sum}`),
  ];
}

/** Facts that only one side has: `- fact` of the left, `+ fact` of the right. */
export function differences(left: readonly string[], right: readonly string[]): string[] {
  const [have, wanted] = [new Set(left), new Set(right)];
  return [
    ...left.filter((fact) => !wanted.has(fact)).map((fact) => `- ${fact}`),
    ...right.filter((fact) => !have.has(fact)).map((fact) => `+ ${fact}`),
  ].sort();
}

interface Link {
  readonly [property: string]: unknown;
  readonly address: string;
  readonly addr_info: readonly { readonly [property: string]: unknown; readonly local: string }[];
}

/** The bridge's hardware address is random, and its link-local address comes from it. */
function addressFacts(json: string): string[] {
  return (JSON.parse(json) as Link[]).flatMap(({ address, addr_info, ...link }) => [
    ...Object.entries(link).map(([property, value]) => `${property} ${JSON.stringify(value)}`),
    ...addr_info.map(({ local, ...rest }) => {
      // While duplicates are looked for, an address is tentative.
      const { tentative: _, ...settled } = rest;
      return `address ${local.startsWith('fe80:') ? 'link-local' : local} ${JSON.stringify(settled)}`;
    }),
  ]);
}

/** Tables, policies and rules with their place, without comments (which hold the time) and counters. */
function filterRules(saved: string): string[] {
  const rules = lines(saved).filter((line) => !line.startsWith('#'));
  const places = new Map<string, number>();
  let table = '';
  return rules.map((rule) => {
    if (rule.startsWith('*')) table = rule;
    const chain = `${table} ${rule.split(' ', 2).join(' ')}`;
    const place = (places.get(chain) ?? 0) + 1;
    places.set(chain, place);
    return `${table} ${place} ${rule.replace(/ \[\d+:\d+\]$/, '')}`;
  });
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
