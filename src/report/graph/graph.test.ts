import { describe, expect, it } from 'vitest';
import { reportOf, stateOf } from '../../../test/support/networkReports.js';
import type { NetworkReport } from '../../events/events.js';
import { blankLink } from '../../net/object/blank.js';
import type { NetState } from '../../net/object/types.js';
import type { Box } from './columns.js';
import { draw } from './drawing.js';
import { graphMermaid } from './mermaid.js';
import { graphOf, objectsOf } from './model.js';
import { graphSvg } from './svg.js';

const vlans = [992, 993, 994];

/** A host of a cloud: a bond, VLANs, a bridge on each of them, a tunnel, guests, routes. */
function site(number: number) {
  return {
    links: [
      { name: 'bond0', type: 'bond', state: 'up', mtu: 9000, options: { mode: '802.3ad' } },
      { name: 'eno1', master: 'bond0' },
      { name: 'eno2', master: 'bond0' },
      ...vlans.map((id) => ({
        name: `bond0.${id}`,
        type: 'vlan',
        parent: 'bond0',
        master: `vlan${id}`,
        options: { id },
      })),
      ...vlans.map((id) => ({ name: `vlan${id}`, type: 'bridge', mtu: 9000, state: 'up' })),
      {
        name: 'vx10',
        type: 'vxlan',
        parent: 'bond0',
        master: 'vlan994',
        options: {
          id: 10,
          dstport: 4789,
          local: `10.0.0.${number}`,
          remote: `10.0.0.${number === 1 ? 2 : 1}`,
        },
      },
      { name: 'tap1', type: 'tun', master: 'vlan992', options: { mode: 'tap' } },
      { name: 'tap2', type: 'tun', master: 'vlan993', options: { mode: 'tap' } },
    ],
    addresses: [
      { dev: 'bond0', address: `10.0.0.${number}/24` },
      { dev: 'vlan993', address: `203.0.113.${number}/24` },
    ],
    routes: [
      { to: 'default', via: '10.0.0.254', dev: 'bond0' },
      { to: 'default', type: 'unreachable', table: 993, metric: 4278198272 },
    ],
    rules: [{ priority: 10000, iif: 'tap1', table: 993 }],
    sysctls: [{ name: 'net.ipv4.ip_forward', value: 1 }],
    chains: [{ tool: 'iptables', name: 'MW-RN-FWD', rules: [['-j', 'DROP']] }],
    nft: [{ family: 'inet', table: 'mw_routed', text: 'chain input { }' }],
  };
}

const bare: NetState = new Map(['eno1', 'eno2'].map((name) => [`link ${name}`, blankLink(name)]));

/** The reports of three hosts that are as declared, but for what is deleted from one of them. */
function reports(deleted: readonly string[] = []): { host: string; report: NetworkReport }[] {
  return [1, 2, 3].map((number) => {
    const state = new Map(stateOf(site(number), bare));
    if (number === 2) for (const key of deleted) expect(state.delete(key)).toBe(true);
    return { host: `host${number}`, report: reportOf(site(number), state) };
  });
}

function ids(svg: string, state = '[a-z]+'): string[] {
  return [...svg.matchAll(new RegExp(`<g id="([^"]+)" class="object [^"]* ${state}"`, 'g'))].map(
    (hit) => hit[1]!,
  );
}

describe('a graph', () => {
  it('shows every declared object exactly once', () => {
    const declared = [1, 2, 3].flatMap((number) => Object.values(site(number)).flat());
    const graph = graphOf(reports());
    const drawn = ids(graphSvg(graph));
    expect(drawn).toHaveLength(declared.length);
    expect(new Set(drawn).size).toBe(declared.length);
    expect(drawn).toContain('host1/bond/bond0');
    expect(drawn).toContain('host2/address/vlan993_203.0.113.2/24');
    expect(drawn).toContain('host3/route/0.0.0.0/0_table_993_metric_4278198272');
    const named = [...graphMermaid(graph).matchAll(/^ +%% o\d+ = (\S+)$/gm)].map((hit) => hit[1]!);
    expect(named.toSorted()).toEqual(drawn.toSorted());
  });

  it('turns exactly the deleted link red', () => {
    const graph = graphOf(reports(['link bond0.992']));
    const svg = graphSvg(graph);
    expect(ids(svg, 'missing')).toEqual(['host2/vlan/bond0.992']);
    expect(ids(svg, 'different')).toEqual([]);
    const mermaid = graphMermaid(graph);
    expect(mermaid.match(/:::missing/g)).toHaveLength(1);
    // to the bond below and to the bridge above
    const [, red = ''] = /linkStyle ([\d,]+) stroke:#d32f2f/.exec(mermaid) ?? [];
    expect(red.split(',')).toHaveLength(2);
  });

  it('shows what waits for a guest that is off as waiting, not as missing', () => {
    const document = {
      links: [{ name: 'br0', type: 'bridge' }],
      routes: [
        { to: '203.0.113.5/32', dev: 'tap1' },
        { to: '203.0.113.6/32', dev: 'tap2' },
      ],
    };
    const report = reportOf(document, stateOf({ links: document.links }), 'allow', ['tap1']);
    const svg = graphSvg(graphOf([{ host: 'h', report }]));
    expect(ids(svg, 'waiting')).toEqual(['h/route/203.0.113.5/32_table_254_metric_0']);
    expect(ids(svg, 'missing')).toEqual(['h/route/203.0.113.6/32_table_254_metric_0']);
    expect(report.drift).toEqual([]);
  });

  it('draws both halves of a tunnel, each as part of its own end', () => {
    const { tunnels } = draw(graphOf(reports()));
    const lastOf = (id: string) => tunnels.find(({ owner }) => owner.id === id)!.points.at(-1);
    expect(lastOf('host1/vxlan/vx10')).toEqual(lastOf('host2/vxlan/vx10'));
    expect(tunnels.map(({ owner }) => owner.id)).toContain('host3/vxlan/vx10');
  });

  it('joins what several tasks say about a device, and keeps the worst', () => {
    const created = reportOf({ links: [{ name: 'br0', type: 'bridge' }] }, new Map());
    const raised = reportOf(
      { links: [{ name: 'br0', state: 'up' }] },
      stateOf({ links: [{ name: 'br0', type: 'bridge', state: 'up' }] }),
    );
    const graph = graphOf([raised, created].map((report) => ({ host: 'h', report })));
    expect(objectsOf(graph)).toMatchObject([{ id: 'h/bridge/br0', state: 'missing' }]);
  });

  it('shows a device that nobody declares where others stand on it, without an id', () => {
    const document = { links: [{ name: 'eth0.5', type: 'vlan', parent: 'eth0', options: { id: 5 } }] };
    const graph = graphOf([
      { host: 'h', report: reportOf(document, new Map([['link eth0', blankLink('eth0')]])) },
    ]);
    const svg = graphSvg(graph);
    expect(ids(svg)).toEqual(['h/vlan/eth0.5']);
    expect(svg).toContain('not declared');
  });

  it('keeps namespaces of a host apart', () => {
    const report = reportOf({ links: [{ name: 'br0', type: 'bridge' }] }, new Map());
    const graph = graphOf([
      { host: 'h', report },
      { host: 'h', report: { ...report, netns: 'blue' } },
    ]);
    expect(ids(graphSvg(graph))).toEqual(['h/bridge/br0', 'h@blue/bridge/br0']);
  });

  it('escapes what would end a text', () => {
    const text = '<&">';
    const report: NetworkReport = {
      owner: '',
      netns: '',
      changes: [],
      refused: false,
      objects: [{ kind: 'nft', name: text, state: 'live', text, relations: {} }],
      drift: [],
      addresses: [],
    };
    const graph = graphOf([{ host: text, report }]);
    expect(graphSvg(graph)).not.toContain(text);
    expect(graphMermaid(graph)).toContain('["#lt;&#quot;#gt;<br/>nft"]');
  });
});

describe('the layout of a graph', () => {
  it('keeps boxes apart and inside of their host', () => {
    for (const { box, devices, devicesAt, sections, sectionsAt } of draw(graphOf(reports())).hosts) {
      const boxes = devices.devices.map((each) => moved(each.box, devicesAt));
      const rows = sections.rows.map((each) => moved(each.box, sectionsAt));
      const all = [...boxes, ...rows];
      all.forEach((one, i) => {
        expect(one.x).toBeGreaterThanOrEqual(box.x);
        expect(one.y).toBeGreaterThanOrEqual(box.y);
        expect(one.x + one.width).toBeLessThanOrEqual(box.x + box.width);
        expect(one.y + one.height).toBeLessThanOrEqual(box.y + box.height);
        for (const other of all.slice(i + 1)) expect(overlap(one, other)).toBe(false);
      });
    }
  });

  it('is done in a moment for 100 bridges with 300 guests', () => {
    const bridges = Array.from({ length: 100 }, (_, i) => ({ name: `br${i}`, type: 'bridge' }));
    const taps = Array.from({ length: 300 }, (_, i) => ({
      name: `tap${i}`,
      type: 'tun',
      master: `br${i % 100}`,
      options: { mode: 'tap' },
    }));
    const report = reportOf({ links: [...bridges, ...taps] }, new Map());
    const start = performance.now();
    expect(ids(graphSvg(graphOf([{ host: 'h', report }])))).toHaveLength(400);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

function moved(box: Box, by: { x: number; y: number }): Box {
  return { ...box, x: box.x + by.x, y: box.y + by.y };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
