import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plugGuests } from '../../src/lab/guests.js';
import { ping } from '../../src/lab/probe.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { inside } from '../support/routedGuest.js';

const playbook = 'playbooks/ganeti-host.yaml';
let lab: TestLab;
let first: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('inventory/lab/ganeti-host.yaml');
  await lab.answers('cn1');
  await lab.ssh('cn1', 'ip -ts -o -4 monitor address >/tmp/addresses 2>&1 </dev/null &');
  first = await lab.play(playbook);
  await plugGuests(lab.state.directory);
  await inside(lab.state, 'mail', 'ip -6 address add 2001:db8:992::11/64 dev eth0 nodad');
  await inside(lab.state, 'files', 'ip -6 address add 2001:db8:992::12/64 dev eth0 nodad');
  await inside(
    lab.state,
    'web',
    'ip -6 address add 2001:db8:993::53/128 dev eth0 nodad; ip -6 route add 2001:db8:993::1 dev eth0; ip -6 route add default via 2001:db8:993::1',
  );
}, 300_000);
afterAll(() => lab.stop());

describe('a host of virtual machines', { timeout: 240_000 }, () => {
  it('keeps its management address, on two cards now: it moved by one command', async () => {
    expect(first.status, first.text).toBe(0);
    expect(await lab.ssh('cn1', 'ip -br -4 address show scope global | tr -s " "')).toMatch(
      /^bond0 UP 10.0.0.11\/24/,
    );
    expect(await lab.ssh('cn1', 'cat /sys/class/net/bond0/bonding/slaves')).toBe('eno1 eno2');
    // The kernel tells when an address came or went; busy as the machine may be, a batch is done at once.
    const moves = (await lab.ssh('cn1', 'cat /tmp/addresses')).matchAll(
      /^\[(\S+)\] (Deleted )?\d+: (\S+) +inet 10\.0\.0\.11\/24 /gm,
    );
    const [come, gone, ...more] = [...moves].map(([, at, deleted, dev]) => ({
      at: Date.parse(`${at}Z`),
      what: `${deleted ? 'leaves' : 'joins'} ${dev}`,
    }));
    expect([come?.what, gone?.what, more]).toEqual(['joins bond0', 'leaves eno1', []]);
    expect(gone!.at - come!.at).toBeLessThan(1000);
  });

  it('joins guests of two hosts in a VLAN, also over the second switch', async () => {
    expect(await ping(lab.state, 'mail', '10.92.0.12', { count: 3 })).toBeGreaterThanOrEqual(2);
    expect(await ping(lab.state, 'mail', '2001:db8:992::12', { count: 3 })).toBeGreaterThanOrEqual(2);
    await Promise.all(
      ['cn1', 'cn2'].map((host) => lab.ssh(host, 'echo eno2 >/sys/class/net/bond0/bonding/active_slave')),
    );
    // The switches learn where a guest is now from its own frames only: both must send.
    const [there] = await Promise.all([
      ping(lab.state, 'mail', '10.92.0.12', { count: 10 }),
      ping(lab.state, 'files', '10.92.0.11', { count: 10 }),
    ]);
    expect(there).toBeGreaterThanOrEqual(5);
  });

  it('routes for guests with public addresses, in both families', async () => {
    expect(await ping(lab.state, 'web', '198.51.100.80', { count: 5 })).toBeGreaterThanOrEqual(3);
    expect(await ping(lab.state, 'shop', '62.217.124.53', { count: 5 })).toBeGreaterThanOrEqual(3);
    expect(await ping(lab.state, 'web', '2001:db8:993::1', { count: 5 })).toBeGreaterThanOrEqual(3);
    expect(await ping(lab.state, 'gw', '2001:db8:993::53', { count: 5 })).toBeGreaterThanOrEqual(3);
  });

  it('loads its filters again by itself, at boot and when it replays', async () => {
    const filters = `for tool in iptables ip6tables; do $tool-legacy-save 2>/dev/null | sed -n /^-A/p; done
      arptables-legacy -n -L 2>/dev/null | sed -n /^-j/p; nft list ruleset | sed /counter/d`;
    const gone = `for tool in iptables ip6tables; do $tool-legacy -t raw -F; $tool-legacy -t raw -X; done 2>/dev/null
      arptables-legacy -F 2>/dev/null; arptables-legacy -X 2>/dev/null; nft flush ruleset`;
    const had = await lab.ssh('cn1', filters);
    expect(had).toContain('62.217.124.53');
    for (const load of [
      '/etc/meshwright/filter/mw-routed_network',
      '/usr/lib/meshwright/routed-replay all',
    ]) {
      expect(await lab.ssh('cn1', `${gone}; ${filters}`)).toBe('');
      await lab.ssh('cn1', load);
      expect(await lab.ssh('cn1', filters), load).toBe(had);
    }
  });

  it('is left alone by a further run, but for the guests that came', async () => {
    const counted = 'grep . /sys/class/net/eno?/carrier_changes';
    const had = await lab.ssh('cn1', counted);
    const again = await lab.play(playbook);
    expect([again.status, again.changed]).toEqual([
      0,
      [
        'bridges : Make the bridges what they shall be @ cn1',
        'bridges : Make the bridges what they shall be @ cn2',
      ],
    ]);
    expect(await lab.ssh('cn1', counted)).toBe(had);
  });
});
