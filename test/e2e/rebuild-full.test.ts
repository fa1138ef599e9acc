import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { cellsOf, complaints, outcomes, rebuilds } from '../support/rebuilds.js';

const playbook = 'test/e2e/fixtures/rebuild-full-play.yaml';
const script = (name: string, ...words: string[]): string =>
  `set -- ${words.join(' ')}\n${readFileSync(`test/e2e/fixtures/boot/${name}.sh`, 'utf8')}`;
const members = ['w1', 'w2', 'w3'];
const cards = [...members, 'w4'];
const made = [
  'bond0',
  'bond1',
  'bond0.10',
  'bond0.11',
  'bond0.14',
  'bond0.992',
  'adm',
  'bond1.13',
  'bond1.13.5',
  'bond0.10.7',
  'prv1',
  'prv2',
];
const bridges = ['vlan992', 'access', 'tree', 'office'];
const hosts = { ifupdown: 1, networkd: 2, netplan: 3 };

let lab: TestLab;
let wiped: string[];
let check: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/rebuild-full.yaml');
  await Promise.all(Object.keys(hosts).map((host) => lab.answers(host)));
  const first = await lab.play(playbook);
  expect(first.status, first.text).toBe(0);
  wiped = await Promise.all(Object.keys(hosts).map((host) => lab.ssh(host, script('wipe', ...cards))));
  const networkd = script('networkd', ...made, ...bridges);
  await Promise.all([
    lab.ssh('ifupdown', script('ifupdown')),
    lab.ssh('networkd', networkd),
    lab.ssh('netplan', networkd),
  ]);
  check = await lab.play(playbook, '--check', '--diff');
}, 420_000);
afterAll(() => lab.stop());

describe('hosts that boot with nothing but the files of roles', { timeout: 120_000 }, () => {
  it('had nothing before', () => {
    for (const links of wiped)
      expect(links.replaceAll(/@\w+/g, '').split('\n')).toEqual(['lo', 'eth0', ...cards]);
  });

  it.each(cellsOf(rebuilds.full))('have all that %s declares, made by %s', (role, renderer) => {
    expect([...outcomes(check.text, role, renderer)].filter((outcome) => outcome !== 'skipping')).toEqual([
      'ok',
    ]);
  });

  it('differ in nothing at all from what the playbook declares', () => {
    expect([check.status, check.changed], check.text).toEqual([0, []]);
  });

  it.each(['networkd', 'netplan'])('have networkd understand every line: %s', async (host) => {
    expect(await lab.ssh(host, 'cat /run/networkd.log')).not.toMatch(complaints);
  });

  it.each(Object.entries(hosts))(
    'reach each other over every bond, VLAN and bridge: %s',
    async (host, number) => {
      const others = Object.values(hosts).filter((other) => other !== number);
      const networks = [
        '10.20.0.',
        '10.20.1.',
        '10.20.10.',
        '10.20.11.',
        '10.20.12.',
        '10.20.13.',
        '10.20.14.',
        '10.20.15.',
        '10.20.16.',
        '10.20.17.',
        '10.20.92.',
      ];
      const addresses = others.flatMap((other) => [
        ...networks.map((network) => network + other),
        ...['2001:db8:20::', '2001:db8:92::'].map((network) => network + other),
      ]);
      const unreachable = `for address in ${addresses.join(' ')}; do
  ping -n -q -c 1 -W 5 $address >/dev/null || ping -n -q -c 3 -W 5 $address >/dev/null || echo $address
done`;
      expect(await lab.ssh(host, unreachable)).toBe('');
    },
  );

  it('carry packets of the full size in private networks', async () => {
    const join = (host: string, last: number): Promise<string> =>
      lab.ssh(host, `ip address add 10.20.201.${last}/24 dev prv1`);
    await Promise.all(Object.entries(hosts).map(([host, number]) => join(host, number)));
    const ping = (host: string, last: number): Promise<string> =>
      lab.ssh(host, `ping -n -q -c 5 -W 5 -M do -s 8972 10.20.201.${last} | grep -o '[1-5] received'`);
    await Promise.all([ping('ifupdown', 2), ping('networkd', 3), ping('netplan', 1)]);
  });

  it('have no addresses on members, though a file of others gives them some: netplan', async () => {
    const shown = `for card in ${cards.join(' ')}; do ip -o -4 address show dev $card; done; ip route show default`;
    expect(await lab.ssh('netplan', shown)).toBe('');
    expect(await lab.ssh('netplan', 'cat /run/systemd/network/10-netplan-w4.network')).toContain('Address=');
  });

  it('have the cards in their bonds as they were', async () => {
    const told = await Promise.all(
      Object.keys(hosts).map((host) => lab.ssh(host, 'cat /proc/net/bonding/bond0 /proc/net/bonding/bond1')),
    );
    for (const text of told) {
      expect(text).toMatch(
        /Bonding Mode: fault-tolerance \(active-backup\)\nPrimary Slave: w1 \(primary_reselect better\)/,
      );
      expect(text).toMatch(/IEEE 802.3ad[\s\S]*LACP rate: fast\nMin links: 1/);
      expect(text.match(/^Slave Interface: .*/gm)?.toSorted()).toEqual(
        members.map((card) => `Slave Interface: ${card}`),
      );
    }
  });
});
