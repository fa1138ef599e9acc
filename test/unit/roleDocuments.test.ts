import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine } from '../support/commandLine.js';

const roles = resolve('roles');
let line: CommandLine;

beforeEach(() => {
  line = new CommandLine();
  line.write('hosts', 'host ansible_connection=local\n');
});
afterEach(() => line.remove());

/** What a role's template of JSON says, with these variables. */
async function rendered(role: string, template: string, variables: object): Promise<unknown> {
  const content = `{{ lookup('template', '${roles}/${role}/templates/${template}') }}`;
  const copy = { content, dest: join(line.folder, 'out') };
  const play = { hosts: 'all', gather_facts: false, vars: variables, tasks: [{ copy }] };
  line.write('site.yml', JSON.stringify([play]));
  const { text, exit } = await line.run('meshwright-playbook', '-i', 'hosts', 'site.yml');
  expect(exit, text).toBe(0);
  return JSON.parse(readFileSync('out', 'utf8'));
}

const read = { stdout: JSON.stringify({ links: [], entries: [], owned: [], netfilter: false, speeds: {} }) };

describe('the document of a role', () => {
  it.each<[role: string, list: string, facts: object, item: object, optional: string]>([
    [
      'bonding',
      'bonds',
      { bonding_read: read },
      { name: 'b', members: ['x'] },
      'state mode primary primary_reselect miimon updelay downdelay min_links fail_over_mac mtu mac addresses routes',
    ],
    [
      'bonding',
      'bonds',
      { bonding_read: read },
      { name: 'b', members: ['x'], mode: '802.3ad' },
      'lacp_rate xmit_hash_policy',
    ],
    [
      'vlans',
      'vlans',
      { vlans_read: { stdout: '[]' } },
      { parent: 'x', id: 2 },
      'state name mtu protocol loose_binding reorder_hdr mac addresses routes test_endpoints',
    ],
    [
      'bridges',
      'bridges',
      { bridges_read: read },
      { name: 'b' },
      'state ports stp forward_delay multicast_snooping multicast_querier ageing vlan_filtering mtu mac nf_call foreign_ports foreign_ports_match addresses routes',
    ],
    [
      'private_vlan_pool',
      'private_vlan_pools',
      { private_vlan_pool_read: read },
      { parent: 'x', first: 1, last: 1 },
      'offset prefix mtu',
    ],
  ])('%s takes a key without a value for one that is left out', async (role, list, facts, item, optional) => {
    const empty = Object.fromEntries(optional.split(' ').map((key) => [key, null]));
    const said = await rendered(role, 'document.yml.j2', { ...facts, [list]: [{ ...item, ...empty }] });
    expect(said).toEqual(await rendered(role, 'document.yml.j2', { ...facts, [list]: [item] }));
    expect(JSON.stringify(said)).toContain('"type":');
  });
});

it('routed_network takes keys without a value, of networks and guests, for ones that are left out', async () => {
  const network = { name: 'n', uplink: 'u', subnet4: '192.0.2.0/24', gateway4: '192.0.2.1', table: 5 };
  const guest = { tap: 't', mac: '02:00:00:00:00:01', network: 'n', ip4: '192.0.2.5' };
  const reckoned = async (more: object, of: object) => {
    const vars = { routed_networks: [{ ...network, ...more }], guests: [{ ...guest, ...of }] };
    const content = '{{ [routed_network_by_name, routed_network_reckoned_guests] | to_json }}';
    const tasks = [
      { set_fact: { routed_network_by_name: '{{ routed_network_reckoned_by_name }}' } },
      { copy: { content, dest: join(line.folder, 'out') } },
    ];
    const file = join(roles, 'routed_network/vars/main.yml');
    line.write(
      'site.yml',
      JSON.stringify([{ hosts: 'all', gather_facts: false, vars, vars_files: [file], tasks }]),
    );
    const { text, exit } = await line.run('meshwright-playbook', '-i', 'hosts', 'site.yml');
    expect(exit, text).toBe(0);
    return readFileSync('out', 'utf8');
  };
  const empty = (keys: string) => Object.fromEntries(keys.split(' ').map((key) => [key, null]));
  const said = await reckoned(
    empty('state role uplink6 subnet6 gateway6 arp_ip probes masquerade_out'),
    empty('state host ip6 disable'),
  );
  expect(said).toBe(await reckoned({}, {}));
  expect(said).toContain('192.0.2.5');
});

describe('the probes of a check', () => {
  it.each([
    ['bonding', 'bonds', { members: ['x'], mtu: 9000 }, { ping: { to: '192.0.2.1', df_size: 9000 } }],
    ['bridges', 'bridges', {}, { arp: { dev: 'a', address: '192.0.2.1' } }],
  ])('of %s are those of what shall be there', async (role, list, item, probe) => {
    const entry = { ...item, test_endpoints: ['192.0.2.1'] };
    const entries = [
      { ...entry, name: 'a' },
      { ...entry, name: 'b', state: 'absent' },
      { name: 'c', test_endpoints: null },
    ];
    expect(await rendered(role, 'probes.yml.j2', { [list]: entries })).toEqual([probe]);
  });
});

describe('the check of vlans', () => {
  const silent = '192.0.2.1 in VLAN 5 of x';
  const question = 'does not answer: does the switch carry this VLAN, tagged, to the host?';
  it.each([
    ['an answer', { observed: [{ name: silent, passed: true, outcome: 'reply' }] }, []],
    ['silence', { observed: [{ name: silent, passed: false, outcome: 'none' }] }, [`${silent} ${question}`]],
    [
      'a tool that is missing',
      {
        observed: [
          { name: silent, passed: false, outcome: 'error', seen: 'no answer: the target lacks arping' },
        ],
      },
      [`${silent}: no answer: the target lacks arping`],
    ],
    ['probes that could not be made', { failed: true, msg: 'no such device' }, ['no such device']],
  ])('says of %s what it is', async (_, vlans_answers, sentences) => {
    expect(await rendered('vlans', 'silent.yml.j2', { vlans_answers })).toEqual(sentences);
  });
});

describe('the check of bonding', () => {
  const member = {
    ifname: 'x',
    master: 'b',
    mtu: 1500,
    flags: ['UP', 'LOWER_UP'],
    linkinfo: { info_slave_data: { mii_status: 'UP' } },
  };
  const survey = (mode: string, speed: string) => ({
    stdout: JSON.stringify({
      links: [
        { ifname: 'b', mtu: 1500, flags: ['UP', 'LOWER_UP'], linkinfo: { info_data: { mode } } },
        member,
      ],
      entries: [],
      speeds: { x: speed },
    }),
  });

  it.each([
    ['active-backup', '-1', false],
    ['active-backup', '', false],
    ['802.3ad', '-1', true],
    ['802.3ad', '10000', false],
  ])('in mode %s names a member of the speed "%s": %s', async (mode, speed, named) => {
    const bonding_read = survey(mode, speed);
    const variables = { bonding_read, bonds: [{ name: 'b', members: ['x'], mode }] };
    const problems = (await rendered('bonding', 'problems.yml.j2', variables)) as string[];
    expect(problems.some((problem) => problem.includes('does not know its speed'))).toBe(named);
  });
});
