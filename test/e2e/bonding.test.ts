import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ping } from '../../src/lab/probe.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { networkSnapshot } from '../support/networkSnapshot.js';
import { timedPing } from '../support/timedPing.js';

const playbook = 'test/e2e/fixtures/bonding-play.yaml';
const both = ['--limit', 'left,right'];
const lacp = ['-e', '{"more": {"mode": "802.3ad", "lacp_rate": "fast", "miimon": 100}}'];
let lab: TestLab;
let before: string;
let first: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/bonding.yaml');
  await lab.answers('left');
  before = await networkSnapshot(lab, 'left');
  first = await lab.play(playbook, '--diff', ...both);
}, 240_000);
afterAll(() => lab.stop());

/** The operations that `--diff` shows of the hosts together. */
function operations({ text }: PlayOutput): string[] {
  const shown = /^TASK \[bonding : Make the bonds .*\] \**\n([\s\S]*?)^(?:TASK|PLAY)/m.exec(text);
  return (shown?.[1] ?? '').split('\n').filter((line) => line !== '' && !/^\w+: \[/.test(line));
}

async function member(name: string): Promise<{ mii_status: string; state: string }> {
  const [link] = JSON.parse(await lab.ssh('left', `ip -j -d link show ${name}`)) as [
    { linkinfo: { info_slave_data: { mii_status: string; state: string } } },
  ];
  return link.linkinfo.info_slave_data;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 50 && !(await condition()); i++) await new Promise((wake) => setTimeout(wake, 200));
}

const reaches = (size: number): Promise<number> =>
  ping(lab.state, 'left', '10.10.0.2', { count: 3, payload: size - 28, dontFragment: true });

describe('two cards as one', { timeout: 240_000 }, () => {
  it('come up with the MTU of the bond and carry whole packets of it', async () => {
    expect([first.status, operations(first)]).toEqual([
      0,
      expect.arrayContaining(['create bond bond0', 'make w1 a member of bond0', 'make w2 a member of bond0']),
    ]);
    expect(await reaches(9000)).toBeGreaterThanOrEqual(2);
    expect(await reaches(9001)).toBe(0);
  });

  it('are left alone by a second run', async () => {
    const links = 'cd /sys/class/net; grep . bond0/ifindex w?/carrier_changes';
    const had = await lab.ssh('left', links);
    const again = await lab.play(playbook, '--diff', ...both);
    expect([again.status, again.changes, operations(again)]).toEqual([0, 0, []]);
    expect(await lab.ssh('left', links)).toBe(had);
  });

  it('speak only by the active one, also when the host begins to forward IPv6', async () => {
    const mac = await lab.ssh('left', 'cat /sys/class/net/bond0/address');
    expect((await member('w2')).state).toBe('BACKUP');
    const forwarding = '/proc/sys/net/ipv6/conf/all/forwarding';
    // Reports about multicast groups follow within a second (RFC 3810, 9.11).
    const said = await lab.ssh(
      'left',
      `timeout 10 tcpdump -i w2 -nn -l --immediate-mode ether src ${mac} >/tmp/said 2>/tmp/listening &
       until grep -q listening /tmp/listening; do sleep 0.1; done
       echo 1 >${forwarding}; sleep 2; echo 0 >${forwarding}; kill $!; wait; cat /tmp/said`,
    );
    expect(said).toBe('');
  });

  it('lose nothing once the kernel has turned to the second one, and go back to the first', async () => {
    const stream = await timedPing(lab.state, 'left', '10.10.0.2');
    const hosts = ['left', 'right'];
    for (const host of hosts)
      await lab.ssh(host, 'TZ=UTC ip -ts monitor link >/tmp/links 2>&1 </dev/null & echo $! >/tmp/monitor');
    await lab.ssh('right', 'ip link set w1 down');
    await until(async () => (await member('w2')).state === 'ACTIVE');
    await stream.replies(40);
    const { lost, lastLost } = await stream.stop();
    // Each end turns to the second cable when it next looks at the first.
    const turned = hosts.map(async (host) => {
      const told = await lab.ssh(host, 'kill $(cat /tmp/monitor); cat /tmp/links');
      const [, at = ''] = /^\[(\S+)\].* bond0: .*event BONDING FAILOVER/m.exec(told) ?? [];
      return Date.parse(`${at}Z`) / 1000;
    });
    expect(lost).toBeLessThan(40);
    expect(lastLost - Math.max(...(await Promise.all(turned)))).toBeLessThan(0.1);
    await lab.ssh('right', 'ip link set w1 up');
    await until(async () => (await member('w1')).state === 'ACTIVE');
    expect(await member('w1')).toMatchObject({ state: 'ACTIVE', mii_status: 'UP' });
    expect(await reaches(1500)).toBeGreaterThanOrEqual(2);
  });
});

describe('another member', { timeout: 240_000 }, () => {
  it('comes before an old one leaves, and no packet is lost', async () => {
    const stream = await timedPing(lab.state, 'left', '10.10.0.2');
    const run = await lab.play(playbook, '--diff', '--limit', 'left', '-e', '{"members": ["w1", "w3"]}');
    const { lost } = await stream.stop();
    expect([run.status, operations(run)]).toEqual([
      0,
      [
        'make w3 a member of bond0',
        'release w2 from bond0',
        'set net.ipv6.conf.w3.disable_ipv6 from 0 to 1',
        'set net.ipv6.conf.w2.disable_ipv6 from 1 to 0',
      ],
    ]);
    expect(lost).toBe(0);
    expect(await lab.ssh('left', 'cat /sys/class/net/w2/mtu')).toBe('1500');
  });

  it('without a link does not replace the last one that has it', async () => {
    await lab.ssh('right', 'ip link set w3 down');
    const only = '{"members": ["w3"], "more": {"miimon": 500, "mtu": 9000, "primary": "w3"}}';
    const { status, text } = await lab.play(playbook, '--limit', 'left', '-e', only);
    expect(status).toBe(2);
    expect(text).toContain('cannot release w1 from bond0: of the members that stay (w3) none has a link');
    expect(await reaches(1500)).toBeGreaterThanOrEqual(2);
    await lab.ssh('right', 'ip link set w3 up');
  });
});

describe('another mode', { timeout: 240_000 }, () => {
  it('is refused while it may not interrupt traffic', async () => {
    const { status, text } = await lab.play(playbook, '--check', '--limit', 'left', ...lacp);
    expect(status).toBe(2);
    expect(text).toContain('refused as it can interrupt traffic:');
    expect(text).toMatch(/release w1 from bond0.*; set bond0 down/);
  });

  it('makes one aggregate with the partner, of a smaller MTU, when it may', async () => {
    const run = await lab.play(playbook, '--diff', ...both, ...lacp, '-e', 'bonding_disruptive=allow');
    expect(run.status, run.text).toBe(0);
    expect(operations(run)).toContain('set mode of bond0 to 802.3ad');
    const state = await lab.ssh('left', 'cat /proc/net/bonding/bond0');
    expect(new Set(state.match(/^Aggregator ID: \d+/gm))).toHaveProperty('size', 1);
    expect(state).toContain('Transmit Hash Policy: layer3+4');
    const partner = await lab.ssh('right', 'cat /sys/class/net/bond0/address');
    expect(/Partner Mac Address: (\S+)/.exec(state)?.[1]).toBe(partner);
    expect(await reaches(1500)).toBeGreaterThanOrEqual(2);
    expect(await reaches(1501)).toBe(0);
  });

  it('that the other side does not speak is what the check names', async () => {
    await lab.ssh('right', 'ip link del bond0; for card in w1 w2; do ip link set $card up; done');
    await until(async () =>
      /Partner Mac Address: 00:00/.test(await lab.ssh('left', 'cat /proc/net/bonding/bond0')),
    );
    const { status, text } = await lab.play('test/e2e/fixtures/bonding-verify.yaml');
    expect([status, text]).toEqual([2, expect.stringContaining('nobody answers the LACP of bond0')]);
  });
});

describe('state absent', { timeout: 240_000 }, () => {
  it('is refused while something stands on a bond, by its name', async () => {
    await lab.ssh('left', 'ip link add link bond0 name bond0.7 type vlan id 7');
    const { status, text } = await lab.play(playbook, '--limit', 'left', '-e', 'bonding_state=absent');
    expect([status, text]).toEqual([
      2,
      expect.stringContaining('remove bond bond0 and with it vlan bond0.7'),
    ]);
    await lab.ssh('left', 'ip link del bond0.7');
  });

  it('leaves the host as it was', async () => {
    const { status, text } = await lab.play(playbook, '--limit', 'left', '-e', 'bonding_state=absent');
    expect(status, text).toBe(0);
    expect(await networkSnapshot(lab, 'left')).toBe(before);
  });
});

describe("this machine's kernel", { timeout: 240_000 }, () => {
  it('makes the bond, or is named for what it lacks before anything is changed', async () => {
    const bonds = await lab.ssh('plain', 'unshare -n ip link add name trial type bond && echo yes || :');
    await lab.ssh(
      'plain',
      'for card in w1 w2; do ip link add name $card type veth peer name peer-$card; done',
    );
    const had = await lab.ssh('plain', 'ip -o link');
    const run = await lab.play(
      playbook,
      '--limit',
      'plain',
      '-e',
      'bonding_verify=false',
      '-e',
      'address=10.10.0.3/24',
    );
    if (bonds === 'yes') {
      expect(run.status).toBe(0);
      return;
    }
    expect([run.status, run.text]).toEqual([
      2,
      expect.stringContaining('kernel lacks bonding (CONFIG_BONDING)'),
    ]);
    expect(await lab.ssh('plain', 'ip -o link')).toBe(had);
  });
});
