import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCapture } from '../../src/lab/capture.js';
import { down } from '../../src/lab/down.js';
import { plugGuests } from '../../src/lab/guests.js';
import { ping } from '../../src/lab/probe.js';
import { memberCommand } from '../../src/lab/run.js';
import { findMarked, type LabState } from '../../src/lab/state.js';
import { status } from '../../src/lab/status.js';
import { up } from '../../src/lab/up.js';
import { ranOn } from '../support/places.js';

const run = promisify(execFile);

/** Two hosts on the full kernel, one of them by choice and one by need, beside one on this machine's kernel. */
const topology = `
name: full
networks:
  management: { controller: 10.254.8.254/24 }
  segment: { mtu: 9000 }
  wire1: { cable: true }
  wire2: { cable: true }
hosts:
  by-choice:
    kernel: full
    interfaces: { management: 10.254.8.1/24, segment: {}, wire1: { name: w1 }, wire2: { name: w2 } }
  by-need:
    needs: [bonding, vlan]
    openvswitch: true
    interfaces: { management: 10.254.8.2/24, segment: {}, wire1: { name: w1 }, wire2: { name: w2 } }
  plain:
    interfaces: { management: 10.254.8.3/24, segment: 10.8.0.3/24 }
guests:
  guest: { host: by-choice, bridge: br0, address: 10.8.0.9/24, mtu: 9000 }
`;

const bond = (address: string) => `set -e
  ip link add bond0 type bond mode 802.3ad miimon 100 lacp_rate fast
  for card in w1 w2; do ip link set $card down; ip link set $card master bond0; done
  ip link set bond0 up
  ip link add link bond0 name bond0.992 type vlan id 992
  ip link set bond0.992 up
  ip address add ${address}/24 dev bond0.992`;

/** How a host on each would get hold of this machine's files again: hostfs needs no more than root, 9p has one user only. */
const mounts = {
  uml: { command: 'mount -t hostfs -o /usr hostfs /mnt/machine', refused: undefined },
  emulated: {
    command: 'mount -t 9p -o trans=virtio,version=9p2000.L machine /mnt/machine',
    refused: /busy|no channels/i,
  },
} as const;

describe.each(['uml', 'emulated'] as const)(
  'hosts on the full kernel by %s',
  { timeout: 120_000 },
  (kind) => {
    let root: string;
    let lab: LabState;

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'lab-'));
      await writeFile(join(root, 'full.yaml'), topology);
      const options = { directory: join(root, 'lab'), fullKernel: kind };
      ({ state: lab } = await up(join(root, 'full.yaml'), options));
      ranOn(lab);
    }, 330_000);

    afterAll(async () => {
      await down(lab.directory);
      await rm(root, { recursive: true, force: true });
    });

    async function on(member: string, command: string): Promise<string> {
      const [program, ...words] = memberCommand(lab, member, ['sh', '-c', command]) as [string, ...string[]];
      return (await run(program, words)).stdout.trim();
    }

    it('run on another kernel than hosts on this machine, and a second up leaves them alone', async () => {
      const machine = await on('plain', 'uname -r');
      expect(await on('by-choice', 'uname -r')).not.toBe(machine);
      expect(await on('by-need', 'uname -r')).toBe(await on('by-choice', 'uname -r'));
      const again = await up(join(root, 'full.yaml'), { directory: lab.directory });
      const { members = [] } = (await status(lab.directory)) ?? {};
      const kernels = members.filter((member) => member.kind === 'host').map((member) => member.fullKernel);
      expect([again.started, kernels]).toEqual([false, [kind, kind, undefined]]);
    });

    it('bond two cables by LACP and carry a VLAN over them', async () => {
      await Promise.all([on('by-choice', bond('10.9.2.1')), on('by-need', bond('10.9.2.2'))]);
      const partner =
        'until grep -q "Partner Mac Address: .*[1-9a-f]" /proc/net/bonding/bond0; do sleep 0.2; done';
      await on('by-choice', `timeout 20 sh -c '${partner}'`);
      expect(await ping(lab, 'by-choice', '10.9.2.2', { count: 5 })).toBeGreaterThanOrEqual(4);
    });

    it('share a segment with hosts and guests elsewhere', async () => {
      await on(
        'by-choice',
        'ip link add br0 type bridge && ip link set eth1 master br0 && ip link set br0 up',
      );
      expect(await plugGuests(lab.directory)).toEqual({ plugged: ['guest'], waiting: [] });
      expect(await ping(lab, 'guest', '10.8.0.3', { count: 3 })).toBeGreaterThanOrEqual(2);
      expect(await ping(lab, 'plain', '10.8.0.9', { count: 3 })).toBe(3);
    });

    it('take packets of the size of their segment, and no larger ones', async () => {
      const large = { count: 2, dontFragment: true };
      expect(await ping(lab, 'plain', '10.8.0.9', { ...large, payload: 9000 - 28 })).toBe(2);
      expect(await ping(lab, 'plain', '10.8.0.9', { ...large, payload: 9001 - 28 })).toBe(0);
    });

    it('let their packets be captured', async () => {
      const capture = await startCapture(lab, 'by-choice', 'br0', 'icmp');
      await ping(lab, 'guest', '10.8.0.3', { count: 2 });
      expect((await capture.stop()).join('\n')).toMatch(/10\.8\.0\.9 > 10\.8\.0\.3: ICMP echo request/);
    });

    it('switch in the kernel with Open vSwitch', async () => {
      await on('by-need', 'ovs-vsctl add-br br1 && ovs-vsctl add-port br1 eth1');
      expect(await on('by-need', 'ovs-dpctl show')).toMatch(/system@ovs-system/);
    });

    it("cannot write this machine's files, not even by mounting them anew", async () => {
      const file = `/usr/written-by-${lab.controller.pid}`;
      const { command, refused } = mounts[kind];
      const mounted = on('by-choice', `mkdir /mnt/machine && ${command} && ls /mnt/machine/bin | wc -l`);
      if (refused === undefined) {
        expect(Number(await mounted)).toBeGreaterThan(50);
        await expect(on('by-choice', `touch /mnt/machine/${file.slice(5)}`)).rejects.toThrow(/Read-only/);
      } else await expect(mounted).rejects.toThrow(refused);
      await on('by-choice', `touch ${file}`);
      expect(existsSync(file)).toBe(false);
    });

    it('leave no process behind', async () => {
      await down(lab.directory);
      expect(await findMarked(lab.directory)).toEqual([]);
    });
  },
);
