import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from './measure.js';
import { measure } from './measure.js';

export interface Bench {
  /** Prefix that runs a command on the lab's controller. */
  readonly onController: readonly string[];
  readonly inventory: string;
  readonly sshConfig: string;
  /** Directory with one `<host>.tar.gz` a host, for the floor. */
  readonly payloads: string;
  readonly project: string;
}

type Contender = (bench: Bench, hosts: readonly string[]) => Promise<Sample>;

/** Each way of configuring the hosts, by name. All start cold: no connection is left over from an earlier run. */
export const contenders: Readonly<Record<string, Contender>> = {
  meshwright: (bench, hosts) =>
    measure([
      ...bench.onController,
      process.execPath,
      join(bench.project, 'bin/meshwright-playbook'),
      ...playbookArguments(bench, hosts),
    ]),
  ansible: async (bench, hosts) => {
    const connections = await mkdtemp(join(tmpdir(), 'bench-cp-'));
    const sample = await measure(
      [...bench.onController, 'ansible-playbook', ...playbookArguments(bench, hosts)],
      {
        ANSIBLE_PIPELINING: '1',
        ANSIBLE_SSH_CONTROL_PATH_DIR: connections,
        ANSIBLE_SSH_ARGS: '-C -o ControlMaster=auto -o ControlPersist=5s',
      },
    );
    await rm(connections, { recursive: true, force: true });
    return sample;
  },
  floor: (bench, hosts) =>
    measure([
      ...bench.onController,
      'sh',
      join(bench.project, 'bench/floor.sh'),
      bench.sshConfig,
      bench.payloads,
      ...hosts,
    ]),
};

function playbookArguments(bench: Bench, hosts: readonly string[]): string[] {
  const playbook = join(bench.project, 'bench/playbook/site.yml');
  return ['-i', bench.inventory, '--forks', '50', '--limit', hosts.join(','), playbook];
}
