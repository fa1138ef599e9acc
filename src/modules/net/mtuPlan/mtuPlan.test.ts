import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { fromJs, toJs } from '../../../value/convert.js';
import type { Value } from '../../../value/types.js';
import { mtuPlan } from './mtuPlan.js';

const run = async (args: object): Promise<Record<string, unknown>> => {
  const values = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, fromJs(value)]));
  const { value } = await runModule(mtuPlan, values as Record<string, Value>, new ShellHost());
  return toJs(value) as Record<string, unknown>;
};

describe('meshwright.net.mtu_plan', () => {
  it('plans paths and gives the probes that prove the plan', async () => {
    const layers = [
      { type: 'esp', cipher: 'aes-cbc', integrity: 'sha512-256' },
      { type: 'vxlan', inner_vlan: true },
    ];
    const value = await run({
      paths: [{ name: 'overlay', underlay_mtu: 1500, layers, targets: ['172.16.0.1'] }],
    });
    expect(value).toMatchObject({
      changed: false,
      mtu: { overlay: 1388 },
      paths: { overlay: { underlay_mtu: 1500, mtu: 1388 } },
      probes: [
        { ping: { to: '172.16.0.1', df_size: 1388 } },
        { ping: { to: '172.16.0.1', df_size: 1389, expect: 'none' } },
      ],
      measurements: [{ path_mtu: { to: '172.16.0.1' } }],
      errors: [],
    });
  });

  it.each([
    [{ name: 'n', type: 'vxlan' }, {}, 1450],
    [{ name: 'n', type: 'vxlan' }, { path_mtu: 9000 }, 1450],
    [{ name: 'n', type: 'vxlan' }, { global_physnet_mtu: 9000, path_mtu: 4000 }, 3950],
    [{ name: 'n', type: 'vxlan', ip_version: 6 }, {}, 1430],
    [{ name: 'n', type: 'flat', physical_network: 'p' }, { physical_network_mtus: { p: 1400 } }, 1400],
    [{ name: 'n', type: 'vlan', physical_network: 'q' }, { physical_network_mtus: { p: 1400 } }, 1500],
  ])('computes the tenant network %j with %j as Neutron does: %i', async (network, settings, mtu) => {
    expect((await run({ networks: [network], ...settings })).mtu).toEqual({ n: mtu });
  });

  it.each([
    [[{ type: 'esp' }], /paths\[0\].layers\[0\].cipher: an esp layer needs a cipher/],
    [
      [{ type: 'vlan' }, { type: 'esp', cipher: 'aes-cbc' }],
      /paths\[0\].layers\[1\]: aes-cbc needs an integrity algorithm/,
    ],
    [[{ type: 'gre' }], /vlan, vxlan, esp/],
  ])('refuses the layers %j', async (layers, message) => {
    await expect(run({ paths: [{ name: 'p', underlay_mtu: 1500, layers }] })).rejects.toThrow(message);
  });

  it('says when the layers leave nothing', async () => {
    const layers = [{ type: 'vxlan', ip_version: 6 }];
    const value = await run({ paths: [{ name: 'p', underlay_mtu: 100, layers }] });
    expect(value.msg).toBe('p: the layers leave 30 bytes of 100, less than IP needs');
  });
});

describe.runIf(process.getuid?.() === 0)('meshwright.net.mtu_plan on a host', () => {
  const netns = `mwt-mtu-${process.pid}`;
  beforeAll(() => {
    execFileSync('sh', [
      '-c',
      `ip netns add ${netns}
      ip -n ${netns} link add up0 mtu 9000 type veth peer name up1 mtu 9000
      ip -n ${netns} link add br0 type bridge
      for p in 1 2; do ip -n ${netns} link add p$p type veth peer name q$p; ip -n ${netns} link set p$p master br0; done
      ip -n ${netns} link set p2 mtu 1400`,
    ]);
  });
  afterAll(() => void execFileSync('ip', ['netns', 'del', netns]));

  it('measures the underlay', async () => {
    const paths = [{ name: 'p', underlay_interface: 'up0', layers: [{ type: 'vxlan' }] }];
    expect((await run({ netns, paths })).mtu).toEqual({ p: 8950 });
    const gone = await run({ netns, paths: [{ name: 'p', underlay_interface: 'up9' }] });
    expect(gone.msg).toBe('p: device up9 does not exist, so the MTU of the underlay is unknown');
  });

  it('finds all that contradicts the plan at once', async () => {
    const interfaces = [{ name: 'br0' }, { name: 'q1' }, { name: 'q2', mtu: 1460, announced: 1500 }];
    const value = await run({
      netns,
      paths: [{ name: 'p', underlay_mtu: 1500, layers: [{ type: 'vxlan' }], interfaces }],
    });
    expect(value.errors).toEqual([
      'q1 has an MTU of 1500: the plan of p is 1450',
      'q2 is declared with an MTU of 1460: the plan of p is 1450',
      'guests on q2 are told an MTU of 1500: the plan of p is 1450',
      'the ports of br0 (p) have unequal MTUs: p1 1500, p2 1400',
    ]);
    expect((value.table as object[])[2]).toEqual({
      path: 'p',
      interface: 'q2',
      planned: 1450,
      declared: 1460,
      actual: 1500,
      announced: 1500,
    });
  });
});
