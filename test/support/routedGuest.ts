import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { memberCommand, networkCommand } from '../../src/lab/run.js';
import type { LabState } from '../../src/lab/state.js';

const run = promisify(execFile);

/** A guest of a routed network: a station of the lab behind a tap of a host. */
export interface RoutedGuest {
  readonly station: string;
  readonly tap: string;
  readonly mac: string;
  /** Without prefix length. */
  readonly ip4: string;
  readonly ip6?: string;
  /** Prefix length of its network; 29 where left out. */
  readonly prefix?: number;
  /** Its IPv4 gateway; that of the lab's network where left out. */
  readonly gateway?: string;
}

const gateway4 = '62.217.124.49';
const gateway6 = '2001:db8:993::1';

/** Runs a shell script in the network of a member; its standard output. */
export async function inside(state: LabState, member: string, script: string): Promise<string> {
  const [program, ...words] = networkCommand(state, member, ['sh', '-ec', script]) as [string, ...string[]];
  const { stdout } = await run(program, words);
  return stdout.trimEnd();
}

/** Makes the station `gw` the router of the public network in both families. */
export async function startGateway(state: LabState): Promise<void> {
  await inside(
    state,
    'gw',
    `sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1; ip addr add ${gateway6}/64 dev eth1 nodad`,
  );
}

/**
 * Makes a guest's tap on a host, as a hypervisor does when it starts the guest. `tapMac` is the tap's own address,
 * random where left out.
 */
export async function startGuest(
  state: LabState,
  host: string,
  guest: RoutedGuest,
  tapMac?: string,
): Promise<void> {
  const { tap, station, mac, ip4, ip6, prefix = 29, gateway = gateway4 } = guest;
  const { pid } = state.hosts[host]!;
  const six =
    ip6 === undefined
      ? ''
      : `ip addr add ${ip6}/128 dev eth0 nodad; ip route add ${gateway6} dev eth0; ip -6 route add default via ${gateway6}`;
  const [program, ...words] = memberCommand(state, station, [
    'sh',
    '-ec',
    `ip link add eth0 type veth peer name ${tap} ${tapMac === undefined ? '' : `address ${tapMac}`} netns ${pid}
ip link set eth0 address ${mac}
echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad
ip link set lo up; ip link set eth0 up
ip addr add ${ip4}/${prefix} dev eth0; ip route add default via ${gateway}
${six}`,
  ]) as [string, ...string[]];
  await run(program, words);
  await inside(state, host, `ip link set ${tap} up`);
}

/** Takes a guest's tap away, as a hypervisor does when the guest ends. */
export async function stopGuest(state: LabState, host: string, { tap }: RoutedGuest): Promise<void> {
  await inside(state, host, `ip link del ${tap}`);
}

/** Collects what a member's kernel tells of links, addresses, routes, rules and filters from now on. */
export async function watchKernel(state: LabState, member: string): Promise<{ stop(): Promise<string> }> {
  const script =
    'ip monitor link address route rule netconf & ip=$!; nft monitor & nft=$!; echo listening; cat >/dev/null; kill $ip $nft';
  const [program, ...words] = networkCommand(state, member, ['sh', '-c', script]) as [string, ...string[]];
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk;
  });
  await once(child.stdout, 'data');
  await new Promise((wake) => setTimeout(wake, 200));
  return {
    async stop() {
      child.stdin.end();
      await once(child, 'close');
      return told.replace('listening\n', '');
    },
  };
}
