import type { TestLab } from './lab.js';

const command = `ip -j -d link; ip -j address; ip -j -4 route show table all; ip -j -6 route show table all
ip -j rule; ip -j -6 rule; ip -j neigh show proxy
echo; echo FILES
for tool in iptables ip6tables arptables ebtables; do $tool-save 2>/dev/null; done | grep -vE '^#|^:[A-Z]+ .*\\['
nft list ruleset 2>/dev/null | grep -v '^#'
grep -rs . /proc/sys/net/bridge /proc/sys/net/ipv[46]/conf/*/disable_ipv6 /proc/sys/net/ipv[46]/conf/*/forwarding /proc/sys/net/ipv4/conf/*/proxy_arp
find /etc/network /etc/systemd/network /etc/netplan /etc/sysctl.d -type f 2>/dev/null | sort | xargs -r ls -l --time-style=full-iso`;

type NetworkObject = Record<string, unknown> & { readonly flags?: readonly string[] };

/** What the kernel counts or decides while time passes. */
const passing =
  /_timer$|^(tentative|qdisc|promiscuity|allmulti|operstate|valid_life_time|preferred_life_time)$/;

/**
 * The network of a lab's host and its files as text: two of them are equal when nothing was changed in between.
 * Timers, learned state and link-local IPv6 are left out.
 */
export async function networkSnapshot(lab: TestLab, host: string): Promise<string> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const [state = '', ...rest] = (await lab.ssh(host, command)).split('\nFILES\n');
    const objects = state
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line) => JSON.parse(line) as NetworkObject[]);
    if (!objects.some(settling) || performance.now() > deadline)
      return [...comparable(objects), ...rest].join('\n');
  }
}

/** A link whose carrier has changed: the kernel's flags follow it up to a second later. */
function settling({ flags = [] }: NetworkObject): boolean {
  return flags.includes('LOWER_UP') && flags.includes('NO-CARRIER');
}

function comparable(objects: readonly NetworkObject[]): string[] {
  return objects
    .filter(({ dst, protocol }) => !(protocol === 'kernel' && /^(fe80|ff00|multicast)/.test(String(dst))))
    .map((object) => JSON.stringify(object, withoutPassing))
    .toSorted();
}

function withoutPassing(key: string, value: unknown): unknown {
  if (passing.test(key)) return undefined;
  if (key !== 'addr_info') return value;
  return (value as { scope: string }[]).filter(({ scope }) => scope !== 'link');
}
