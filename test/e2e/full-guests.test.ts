import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plugGuests } from '../../src/lab/guests.js';
import { arping, ping } from '../../src/lab/probe.js';
import type { LabState } from '../../src/lab/state.js';
import { TestLab } from '../support/lab.js';
import { inside } from '../support/routedGuest.js';
import { timedPing } from '../support/timedPing.js';

const playbook = 'test/e2e/fixtures/full-guests-play.yaml';
const [gateway4, gateway6] = ['62.217.124.49', '2001:db8:993::1'];
const [guest4, guest6] = ['62.217.124.53', '2001:db8:993::53'];
const [other4, nobody4] = ['62.217.124.52', '62.217.124.50'];
let lab: TestLab;
let state: LabState;

const gateway = `ip link add link eno1 name eno1.993 type vlan id 993; ip link set eno1 up; ip link set eno1.993 up
ip address add ${gateway4}/29 dev eno1.993; ip -6 address add ${gateway6}/64 dev eno1.993 nodad
echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding`;

/** A guest takes its IPv6 address alone, and the gateway as its next hop. */
const sixOf = `ip -6 address add ${guest6}/128 dev eth0 nodad
ip -6 route add ${gateway6} dev eth0; ip -6 route add default via ${gateway6}`;

const onSecondHost = [
  {
    tap: 'tap-moved',
    network: 'public_993',
    host: 'cn2',
    ip4: guest4,
    ip6: guest6,
    mac: 'aa:00:00:94:ed:49',
  },
];

async function succeeded(...words: string[]): Promise<string> {
  const { status, text } = await lab.play(playbook, '--diff', ...words);
  expect(status, text).toBe(0);
  return text;
}

/** What stands in place of nftables on this kernel, by host and program. */
const chains = (host: string): Promise<string> =>
  lab.ssh(
    host,
    'for tool in iptables ip6tables; do $tool-legacy-save | sed -n /^-A/p; done; arptables-legacy -n -L | sed -n /^-j/p; nft list ruleset',
  );

/** Runs something while the world beyond pings addresses; how many packets each lost. */
async function lostOf(addresses: readonly string[], during: () => Promise<unknown>): Promise<number[]> {
  const streams = await Promise.all(addresses.map((address) => timedPing(state, 'beyond', address)));
  await during();
  await Promise.all(streams.map((stream) => stream.replies(20)));
  return Promise.all(streams.map(async (stream) => (await stream.stop()).lost));
}

beforeAll(async () => {
  // The kernel whose nftables know bridges only.
  lab = await TestLab.start('test/e2e/fixtures/full-guests.yaml', 'uml');
  state = lab.state;
  await Promise.all(['cn1', 'cn2', 'gw'].map((host) => lab.answers(host)));
  await inside(state, 'gw', gateway);
  await succeeded('--tags', 'cards');
  await plugGuests(state.directory);
  await inside(state, 'moving', sixOf);
}, 240_000);
afterAll(() => lab.stop());

describe('guests in a VLAN of two bonds', { timeout: 240_000 }, () => {
  it('reach their gateway and the world beyond it, in both families', async () => {
    for (const address of [gateway4, '198.51.100.80', gateway6, other4])
      expect(await ping(state, 'moving', address, { count: 3 }), address).toBeGreaterThanOrEqual(2);
  });
});

describe('a guest that becomes routed while it runs', { timeout: 240_000 }, () => {
  it('is silent for a moment at most, and no packet of another guest is lost', async () => {
    let text = '';
    const [moving = Number.NaN, staying] = await lostOf([guest4, other4], async () => {
      text = await succeeded('--tags', 'convert');
    });
    // 20 packets a second
    expect(moving * 50).toBeLessThanOrEqual(2000);
    expect(staying).toBe(0);
    expect(text).toMatch(/gw heard nothing of 62\.217\.124\.53 for \d+ ms at most/);
    expect(await inside(state, 'cn1', 'ip -o link show tap-moving')).not.toContain(' master ');
  });

  it('reaches all it reached before, by way of the host', async () => {
    // What it remembers of others in the segment would take its time to expire.
    await inside(state, 'moving', `ip neighbour flush ${other4}`);
    for (const address of [gateway4, '198.51.100.80', gateway6, other4])
      expect(await ping(state, 'moving', address, { count: 3 }), address).toBeGreaterThanOrEqual(2);
    expect(await ping(state, 'gw', guest6, { count: 3 })).toBeGreaterThanOrEqual(2);
    expect(await arping(state, 'gw', 'eno1.993', nobody4)).toEqual([]);
  });

  it('sends under its own addresses only', async () => {
    await inside(
      state,
      'moving',
      `ip address add ${nobody4}/29 dev eth0; ip -6 address add 2001:db8:993::66/128 dev eth0 nodad`,
    );
    for (const [from, to] of [
      [nobody4, gateway4],
      ['2001:db8:993::66', gateway6],
    ])
      expect(await inside(state, 'moving', `ping -n -c 2 -i 0.2 -W 1 -I ${from} ${to} || :`)).toContain(
        ' 0 received',
      );
    await inside(
      state,
      'moving',
      `ip address del ${nobody4}/29 dev eth0; ip -6 address del 2001:db8:993::66/128 dev eth0`,
    );
    for (const tool of ['iptables', 'ip6tables'])
      expect(await lab.ssh('cn1', `${tool}-legacy -t raw -nvxL MW-RN-PRE`)).toMatch(
        /^ +[1-9]\d* +\d+ DROP .* tap-moving /m,
      );
  });
});

describe('filters on a kernel whose nftables know bridges only', { timeout: 240_000 }, () => {
  const routed = [
    ...['--limit', 'cn1', '--tags', 'routed'],
    ...['-e', '{"guests": ["{{ guest }}"], "routed_network_verify": false}'],
  ];

  it('are chains of the older tables', async () => {
    const had = await chains('cn1');
    expect(had).toContain(`-s ${guest4}/32 -i tap-moving -m mac --mac-source aa:00:00:94:ed:49 -j RETURN`);
    expect(had).toContain(`-s ${guest6}/128 -i tap-moving`);
    expect(had).toContain('-j mangle -o br993 --opcode 1 --mangle-ip-s 62.217.124.54');
  });

  it('that somebody changed are named by the plan, with the programs that mend them, and mended', async () => {
    const had = await chains('cn1');
    await lab.ssh(
      'cn1',
      `iptables-legacy -t raw -D MW-RN-PRE 2; arptables-legacy -F MW-RN-OUT
       iptables-legacy -A FORWARD -s 192.0.2.9 -j DROP; arptables-legacy -A OUTPUT -s 192.0.2.9 -j DROP`,
    );
    const { text } = await lab.meshwright('plan', playbook, ...routed);
    expect(text).toContain('replace chain MW-RN-PRE of iptables raw');
    expect(text).toContain('replace chain MW-RN-OUT of arptables filter');
    expect(text).toMatch(/\b2 operations on 1 host\b/);
    expect(text).toContain(
      'kernel lacks family inet of nftables (CONFIG_NF_TABLES_INET): chains of iptables-legacy, ip6tables-legacy, arptables-legacy take its place',
    );
    await succeeded(...routed);
    const now = await chains('cn1');
    const foreign = /^-(A FORWARD -s 192\.0\.2\.9.*|j DROP -s 192\.0\.2\.9.*)\n/gm;
    expect(now.match(foreign)).toHaveLength(2);
    expect(now.replaceAll(foreign, '')).toBe(had);
  });
});

describe('a guest that moves to the other host', { timeout: 240_000 }, () => {
  it('takes its addresses along; its neighbours are told, and another guest loses no packet', async () => {
    // What the gateway remembers and does not use: it would forget a neighbour that does not answer.
    const old = await inside(state, 'cn1', 'cat /sys/class/net/br993/address');
    for (const address of [guest4, guest6])
      await inside(state, 'gw', `ip neighbour replace ${address} lladdr ${old} dev eno1.993 nud stale`);
    const [lost] = await lostOf([other4], async () => {
      await inside(state, 'cn1', 'ip link del tap-moving');
      await inside(state, 'moved', sixOf);
      await succeeded('--tags', 'routed', '-e', JSON.stringify({ guests: onSecondHost }));
    });
    expect(lost).toBe(0);
    const mac = await inside(state, 'cn2', 'cat /sys/class/net/br993/address');
    for (const address of [guest4, guest6])
      expect(await inside(state, 'gw', `ip neighbour show ${address}`)).toContain(` lladdr ${mac} `);
    for (const address of [gateway4, '198.51.100.80', gateway6])
      expect(await ping(state, 'moved', address, { count: 3 }), address).toBeGreaterThanOrEqual(2);
  });

  it('leaves nothing behind where it was', async () => {
    const left = `ip rule; ip route show table 993; ip -6 route show table 993; ip -6 neighbour show proxy`;
    expect(`${await inside(state, 'cn1', left)}\n${await chains('cn1')}`).not.toMatch(
      /tap-moving|124\.53|993::53/,
    );
  });
});

describe('state absent', { timeout: 240_000 }, () => {
  it('takes the chains away and leaves those of others', async () => {
    await succeeded('--tags', 'routed', '-e', 'routed_network_state=absent');
    expect(await chains('cn1')).toMatch(
      /^-A FORWARD -s 192\.0\.2\.9\/32 -j DROP\n-j DROP -s 192\.0\.2\.9 *$/,
    );
    expect(await chains('cn2')).toBe('');
  });
});
