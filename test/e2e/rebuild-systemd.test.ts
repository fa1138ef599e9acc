import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ping } from '../../src/lab/probe.js';
import { restart } from '../../src/lab/systemd/restart.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { cellsOf, complaints, outcomes, rebuilds } from '../support/rebuilds.js';
import { inside, type RoutedGuest, startGuest } from '../support/routedGuest.js';

const playbook = 'test/e2e/fixtures/rebuild-systemd-play.yaml';
const hosts = ['ifupdown', 'networkd', 'netplan'];
const cards = 'network: {version: 2, renderer: networkd, ethernets: {lan0: {}, vlan993: {}, vlan994: {}}}';
/** Makes each host's network a matter of one program from now on. */
const choices: Readonly<Record<string, string>> = {
  // without Perl there is no update-rc.d, which systemctl would ask
  ifupdown: 'SYSTEMCTL_SKIP_SYSV=1 systemctl enable --now networking',
  networkd: 'systemctl enable --now systemd-networkd',
  netplan: `echo '${cards}' >/etc/netplan/01-cards.yaml; chmod 600 /etc/netplan/01-cards.yaml
systemctl daemon-reload; systemctl start systemd-networkd`,
};

/** The guest that is routed from the start, and the one that a bridge had. */
function guestsOf(number: number): readonly [RoutedGuest, RoutedGuest] {
  const last = 49 + number;
  return [
    { station: `routed${number}`, tap: 'tap3', mac: `aa:00:00:94:ed:0${number}`, ip4: `62.217.124.${last}` },
    {
      station: `moved${number}`,
      tap: 'tap4',
      mac: `aa:00:00:94:ee:0${number}`,
      ip4: `62.217.125.${last}`,
      gateway: '62.217.125.49',
    },
  ];
}

const guests = hosts.flatMap((host, i) => guestsOf(i + 1).map((guest) => ({ host, guest })));

let lab: TestLab;
let check: PlayOutput;

/** Starts every guest; a hypervisor such as libvirt names its taps after them. */
async function startGuests(named: boolean): Promise<void> {
  for (const { host, guest } of guests) {
    // that of a host which was restarted ends when its kernel gets to it
    await inside(lab.state, guest.station, 'ip link del eth0 2>/dev/null || :');
    await startGuest(lab.state, host, guest, named ? `fe:${guest.mac.slice(3)}` : undefined);
  }
}

async function succeeded(...words: string[]): Promise<PlayOutput> {
  const output = await lab.play(playbook, ...words);
  expect(output.status, output.text).toBe(0);
  return output;
}

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/rebuild-systemd.yaml');
  await inside(lab.state, 'gw', 'sysctl -qw net.ipv4.ip_forward=1');
  await Promise.all(hosts.map((host) => lab.ssh(host, `{ ${choices[host]}\n} 2>&1`)));
  await succeeded('--tags', 'bridges');
  await startGuests(false);
  for (const host of hosts) await inside(lab.state, host, 'ip link set tap4 master br994');
  await succeeded();
  // the bridges leave the taps that went to the routed network
  await succeeded('--tags', 'bridges');
  await Promise.all(hosts.map((host) => restart(lab.state.directory, host)));
  await startGuests(true);
  await Promise.all(guests.map(({ guest }) => reaches(guest.station, guest.gateway ?? '62.217.124.49')));
  check = await lab.play(playbook, '--check', '--diff');
}, 420_000);
afterAll(() => lab.stop());

/** Waits until a member's packets come back: a host is up before its last link is. */
async function reaches(member: string, address: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const answers = await ping(lab.state, member, address, { count: 1 });
      if (answers === 0) throw new Error(`${member} does not reach ${address}`);
    },
    { timeout: 60_000, interval: 200 },
  );
}

describe('hosts that systemd boots with nothing but the files of roles', { timeout: 120_000 }, () => {
  it.each(cellsOf(rebuilds.systemd))('have all that %s declares, made by %s', (role, renderer) => {
    expect([...outcomes(check.text, role, renderer)].filter((outcome) => outcome !== 'skipping')).toEqual([
      'ok',
    ]);
  });

  it('differ in nothing at all from what the playbook declares', () => {
    expect([check.status, check.changed], check.text).toEqual([0, []]);
  });

  it.each(['networkd', 'netplan'])('have networkd understand every line: %s', async (host) => {
    expect(await lab.ssh(host, 'journalctl --boot --no-pager --unit systemd-networkd')).not.toMatch(
      complaints,
    );
  });

  it.each(hosts)('have every rule once, whoever made it: %s', async (host) => {
    for (const command of ['ip rule', 'ip -6 rule']) {
      const rules = (await lab.ssh(host, command)).replaceAll(/ proto \S+| lookup main(?= unreachable)/g, '');
      const own = rules.split('\n').filter((rule) => /^10[05]00:/.test(rule));
      expect(own.length).toBeGreaterThanOrEqual(3);
      expect(own).toEqual([...new Set(own)]);
    }
  });

  it('had no unit of ifupdown fail', async () => {
    expect(
      await lab.ssh('ifupdown', 'systemctl is-active networking; systemctl --failed --plain --no-legend'),
    ).toBe('active');
  });

  it('serve the guests, also the one that once was in a bridge', async () => {
    for (const { guest } of guests) await reaches('gw', guest.ip4);
    await reaches('moved1', '62.217.125.52');
    await reaches('routed3', '62.217.124.50');
  });

  it('reach each other over their bridges', async () => {
    await reaches('ifupdown', '10.30.0.2');
    await reaches('networkd', '10.30.0.3');
    await reaches('netplan', '10.30.0.1');
  });

  it('have the mesh carry packets of its full size, as its check finds', async () => {
    const { changes, text } = await succeeded('--tags', 'mesh');
    expect(changes, text).toBe(0);
    expect(outcomes(text, 'br_ext_mesh', 'gw')).toContain('ok');
  });
});

describe('a host that lacks a program of its renderer', { timeout: 60_000 }, () => {
  it('is refused before anything is changed', async () => {
    await lab.ssh('ifupdown', 'mv /usr/sbin/brctl /root');
    const { status, text, changes } = await lab.play(playbook, '--limit', 'ifupdown', '--tags', 'bridges');
    await lab.ssh('ifupdown', 'mv /root/brctl /usr/sbin');
    expect([status, changes]).toEqual([2, 0]);
    expect(text).toContain('ifupdown makes bridges with bridge-utils, which is not installed');
    expect(text).not.toContain('TASK [bridges : Make the bridges');
  });
});
