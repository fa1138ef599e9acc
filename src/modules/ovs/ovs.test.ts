import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../test/support/moduleContext.js';
import { canRunOvs, OvsInstance } from '../../../test/support/ovs.js';
import { Dict, type Value } from '../../value/types.js';
import { openvswitchBridge } from './bridge.js';
import { openvswitchDb } from './db.js';
import { openvswitchPort } from './port.js';

describe.runIf(canRunOvs())('Open vSwitch modules on a running switch', () => {
  let ovs: OvsInstance;
  const host = new ShellHost();

  beforeAll(() => {
    ovs = new OvsInstance(`mwt-ovs-${process.pid}`);
    ovs.vsctl('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=netdev');
  });
  afterAll(() => ovs.close());

  async function run(
    module: typeof openvswitchPort,
    args: Record<string, Value>,
    check = false,
  ): Promise<Dict> {
    const { value } = await runModule(module, { database_socket: ovs.socket, ...args }, host, { check });
    return value;
  }

  /** Applies twice; the first must change, the second must not and must run a single frame. */
  async function converges(module: typeof openvswitchPort, args: Record<string, Value>): Promise<void> {
    expect((await run(module, args, true)).get('changed')).toBe(true);
    expect((await run(module, args)).get('failed')).toBeUndefined();
    const frames = host.scripts.length;
    expect((await run(module, args)).get('changed')).toBe(false);
    expect(host.scripts.length - frames).toBe(1);
  }

  it('creates a bridge with fail mode, external ids and properties, once', async () => {
    const ids = Dict.of({ 'bridge-id': 'br-int', number: 5 });
    await converges(openvswitchBridge, {
      bridge: 'br-int',
      fail_mode: 'secure',
      external_ids: ids,
      set: 'bridge br-int datapath_type=netdev',
    });
    expect(ovs.vsctl('get-fail-mode', 'br-int')).toBe('secure');
    expect(ovs.vsctl('br-get-external-id', 'br-int', 'number')).toBe('5');
    expect(ovs.vsctl('get', 'bridge', 'br-int', 'datapath_type')).toBe('netdev');
  });

  it('keeps the fail mode of an existing bridge when none is asked for', async () => {
    expect((await run(openvswitchBridge, { bridge: 'br-int' })).get('changed')).toBe(false);
  });

  it('creates a fake bridge, moves it to another VLAN and removes it', async () => {
    await converges(openvswitchBridge, {
      bridge: 'br0.44',
      parent: 'br0',
      vlan: 44,
      external_ids: Dict.of({ a: 'b' }),
    });
    await converges(openvswitchBridge, { bridge: 'br0.44', parent: 'br0', vlan: 45 });
    expect(ovs.vsctl('br-to-vlan', 'br0.44')).toBe('45');
    await converges(openvswitchBridge, { bridge: 'br0.44', state: 'absent' });
  });

  it('clears external ids with an empty dictionary', async () => {
    await converges(openvswitchBridge, { bridge: 'br-int', external_ids: new Dict() });
    expect(ovs.vsctl('br-get-external-id', 'br-int')).toBe('');
  });

  it('creates a VXLAN port and repairs it after a change by hand', async () => {
    const args = {
      bridge: 'br0',
      port: 'vx1',
      tag: '10',
      set: 'interface vx1 type=vxlan options:remote_ip=10.0.0.2 options:key=100',
    };
    await converges(openvswitchPort, args);
    ovs.vsctl('set', 'interface', 'vx1', 'options:key=7', '--', 'set', 'port', 'vx1', 'tag=20');
    const repaired = await run(openvswitchPort, args);
    expect(repaired.get('commands')).toEqual([
      expect.stringMatching(/^\/.*ovs-vsctl --db=unix:.* -t 5 set port vx1 tag=10$/),
      expect.stringMatching(/ set interface vx1 options:key=100$/),
    ]);
    expect(ovs.vsctl('get', 'interface', 'vx1', 'options:key')).toBe('"100"');
  });

  it('leaves an existing tag alone when none is asked for', async () => {
    expect((await run(openvswitchPort, { bridge: 'br0', port: 'vx1' })).get('changed')).toBe(false);
  });

  it('sets and removes external ids of a port', async () => {
    const id = 'host 1: a"b';
    await converges(openvswitchPort, {
      bridge: 'br0',
      port: 'vx1',
      external_ids: Dict.of({ 'iface-id': id, 'attached-mac': '02:00:00:00:00:01' }),
    });
    await converges(openvswitchPort, {
      bridge: 'br0',
      port: 'vx1',
      external_ids: Dict.of({ 'iface-id': null }),
    });
    expect(ovs.vsctl('get', 'port', 'vx1', 'external_ids')).toBe('{attached-mac="02:00:00:00:00:01"}');
  });

  it('refuses a port that sits on another bridge', async () => {
    const value = await run(openvswitchPort, { bridge: 'br-int', port: 'vx1' });
    expect(value.get('msg')).toContain('already belongs to bridge br0');
  });

  it('says which bridge is missing', async () => {
    expect((await run(openvswitchPort, { bridge: 'br9', port: 'x' })).get('msg')).toBe(
      'ovs-vsctl: no bridge named br9',
    );
  });

  it('predicts a port of a bridge that an earlier task will have created', async () => {
    const value = await run(openvswitchPort, { bridge: 'br9', port: 'x' }, true);
    expect(value.get('changed')).toBe(true);
    expect(
      (await run(openvswitchPort, { bridge: 'br9', port: 'x', state: 'absent' }, true)).get('changed'),
    ).toBe(false);
  });

  it.each([
    [
      'a map column',
      { table: 'open_vswitch', record: '.', col: 'other_config', key: 'max-idle', value: '50000' },
    ],
    ['a scalar column', { table: 'Port', record: 'vx1', col: 'tag', value: '12' }],
    [
      'a boolean written as Python does',
      { table: 'Bridge', record: 'br0', col: 'mcast_snooping_enable', value: 'True' },
    ],
  ])('sets %s', async (_what, args) => {
    await converges(openvswitchDb, args);
  });

  it('reads and removes a value', async () => {
    const address = { table: 'open_vswitch', record: '.', col: 'other_config', key: 'max-idle' };
    const read = await run(openvswitchDb, { ...address, state: 'read' });
    expect((read.get('output') as Dict).get('max-idle')).toBe('50000');
    await converges(openvswitchDb, { ...address, state: 'absent' });
  });

  it('asks for the key of a map column', async () => {
    const value = await run(openvswitchDb, {
      table: 'Bridge',
      record: 'br0',
      col: 'other_config',
      value: '1',
    });
    expect(value.get('msg')).toContain('name the key');
  });

  it('removes a port and a bridge', async () => {
    await converges(openvswitchPort, { bridge: 'br0', port: 'vx1', state: 'absent' });
    await converges(openvswitchBridge, { bridge: 'br-int', state: 'absent' });
  });

  it('explains a database that does not answer', async () => {
    const args = { bridge: 'br0', database_socket: 'unix:/nonexistent/db.sock' };
    await expect(runModule(openvswitchBridge, args, host)).rejects.toThrow(/is ovsdb-server running/);
  });

  it('explains a missing ovs-vsctl', async () => {
    const bare = new ShellHost({ env: { PATH: '/nonexistent' } });
    await expect(runModule(openvswitchBridge, { bridge: 'br0' }, bare)).rejects.toThrow(
      'ovs-vsctl is not installed on the target',
    );
  });
});
