import { describe, expect, it } from 'vitest';
import { type OvsSubject, ovsReport } from './report.js';

const port: OvsSubject = {
  kind: 'vxlan',
  name: 'vx1',
  text: 'VNI 100',
  relations: { master: 'br0', remote: '192.0.2.1' },
  wanted: true,
  exists: true,
};

describe('the report of an Open vSwitch task', () => {
  it.each<[string, Partial<OvsSubject>, string[][], object[], string[]]>([
    ['that has nothing to do', {}, [], [], ['live']],
    [
      'that makes a port: one difference, whatever the number of commands',
      { exists: false },
      [
        ['add-port', 'br0', 'vx1'],
        ['set', 'interface', 'vx1', 'type=vxlan', 'options:key=100'],
      ],
      [
        { difference: 'vxlan vx1 of Open vSwitch is missing', disruptive: false },
        { line: 'ovs-vsctl set interface vx1 type=vxlan options:key=100', difference: '', disruptive: false },
      ],
      ['missing'],
    ],
    [
      'that moves a tunnel in use',
      {},
      [['set', 'interface', 'vx1', 'options:key=100']],
      [
        {
          difference: expect.stringMatching(/is not as declared: interface vx1 options:key=100$/),
          interrupts: ['vx1'],
        },
      ],
      ['different'],
    ],
    [
      'that changes what no packet feels',
      {},
      [['set', 'port', 'vx1', 'external_ids:a=b']],
      [{ disruptive: false, interrupts: [] }],
      ['different'],
    ],
    [
      'that removes a port: the object is not declared',
      { wanted: false },
      [['del-port', 'br0', 'vx1']],
      [{ difference: 'vxlan vx1 of Open vSwitch is there and should not be', disruptive: true }],
      [],
    ],
  ])('%s', (_, subject, work, changes, states) => {
    const report = ovsReport({ ...port, ...subject }, work);
    expect(report.changes).toHaveLength(changes.length);
    expect(report.changes).toMatchObject(changes);
    expect(report.objects.map(({ state }) => state)).toEqual(states);
  });
});
