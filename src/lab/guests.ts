import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fail } from '../diag/diagnostic.js';
import { joinSh, type Sh, sh } from '../shell/sh.js';
import { tapOf } from './layout.js';
import { memberCommand } from './run.js';
import { type LabState, runningLab } from './state.js';
import { loadTopology } from './topology.js';
import type { Guest } from './types.js';

const run = promisify(execFile);

interface PlugResult {
  /** Guests that are plugged in now, newly or since before. */
  readonly plugged: readonly string[];
  /** Guests whose host has no bridge of that name yet. */
  readonly waiting: readonly string[];
}

/**
 * Plugs every guest into its bridge, as a hypervisor does when it starts a machine: as a port of an Open
 * vSwitch or of a Linux bridge, whichever the host has. Idempotent; guests whose bridge is not there yet are left waiting, those without one are left alone.
 */
export async function plugGuests(directory: string): Promise<PlugResult> {
  const state = await runningLab(directory);
  const topology = await loadTopology(state.topologyFile);
  const outcomes = await Promise.all(
    topology.guests
      .filter(({ bridge }) => bridge !== '')
      .map(async (guest) => ({
        guest,
        plugged: await plug(state, guest, tapOf(topology, guest)),
      })),
  );
  const names = (wanted: boolean) =>
    outcomes.filter(({ plugged }) => plugged === wanted).map(({ guest }) => guest.name);
  return { plugged: names(true), waiting: names(false) };
}

const noBridge = 3;

async function plug(state: LabState, guest: Guest, tap: string): Promise<boolean> {
  const { bridge } = guest;
  const script = joinSh(
    [
      sh`set -e`,
      sh`if command -v ovs-vsctl >/dev/null && ovs-vsctl --timeout=10 br-exists ${bridge} 2>/dev/null`,
      sh`then ovs-vsctl --timeout=10 --may-exist add-port ${bridge} ${tap}`,
      sh`elif [ -d ${`/sys/class/net/${bridge}/bridge`} ]`,
      sh`then ip link set ${tap} master ${bridge}`,
      sh`else exit ${noBridge}`,
      sh`fi`,
      sh`ip link set ${tap} up`,
    ],
    '\n',
  );
  return runScript(state, guest, script);
}

async function runScript(state: LabState, guest: Guest, script: Sh): Promise<boolean> {
  const [program, ...words] = memberCommand(state, guest.host, ['sh', '-c', script.text]) as [
    string,
    ...string[],
  ];
  try {
    await run(program, words);
    return true;
  } catch (error) {
    const { code, stderr } = error as { code?: number; stderr?: string };
    if (code === noBridge) return false;
    return fail(
      'lab-guest',
      `guest "${guest.name}" cannot be plugged into ${guest.bridge} of ${guest.host}: ${stderr?.trim()}`,
    );
  }
}
