import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, labsDirectory, readState } from './state.js';
import type { FullKernel } from './types.js';

interface MemberStatus {
  readonly name: string;
  readonly kind: 'controller' | 'host' | 'guest' | 'station';
  readonly running: boolean;
  /** What carries the full kernel, for a host that runs on it. */
  readonly fullKernel?: FullKernel | undefined;
}

export interface LabStatus {
  readonly name: string;
  readonly directory: string;
  readonly topologyFile: string;
  /** true when every process that the lab started is alive. */
  readonly running: boolean;
  readonly members: readonly MemberStatus[];
}

/** What is known of the lab in a directory; undefined when there is none. */
export async function status(directory: string): Promise<LabStatus | undefined> {
  const state = await readState(directory);
  if (!state) return undefined;
  const controller = await isAlive(state.controller);
  const hosts = await Promise.all(
    Object.entries(state.hosts).map(
      async ([name, process]): Promise<MemberStatus> => ({
        name,
        kind: 'host',
        running: await isAlive(process),
        ...(state.full[name] !== undefined && { fullKernel: state.fullKernel }),
      }),
    ),
  );
  const passive = (names: readonly string[], kind: 'guest' | 'station') =>
    names.map((name): MemberStatus => ({ name, kind, running: controller }));
  const members: MemberStatus[] = [
    { name: 'controller', kind: 'controller', running: controller },
    ...hosts,
    ...passive(state.guests, 'guest'),
    ...passive(state.stations, 'station'),
  ];
  return {
    name: state.name,
    directory: state.directory,
    topologyFile: state.topologyFile,
    running: members.every((member) => member.running),
    members,
  };
}

/** Every lab of the labs directory (see labsDirectory), running or not. */
export async function statusOfAll(env: NodeJS.ProcessEnv = process.env): Promise<LabStatus[]> {
  const root = labsDirectory(env);
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(names.sort().map((name) => status(join(root, name))));
  return found.filter((entry) => entry !== undefined);
}
