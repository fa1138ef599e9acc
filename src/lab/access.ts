import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inventoryYaml } from './inventory.js';
import { managementAddress } from './managementAddress.js';
import type { ProcessId } from './state.js';
import type { Topology } from './types.js';

const run = promisify(execFile);

export interface KeyPair {
  readonly secret: string;
  readonly shared: string;
}

/** A new Ed25519 key pair in OpenSSH's format, written to `file` (0600) and `file.pub`. */
export async function makeKey(file: string, comment: string): Promise<KeyPair> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
  const [secret, shared] = await Promise.all([readFile(file, 'utf8'), readFile(`${file}.pub`, 'utf8')]);
  return { secret, shared };
}

/**
 * Writes what reaches the hosts: `inventory.yml`, `known_hosts` and `ssh_config`. The last one works from any
 * shell of this machine (`ssh -F .lab/NAME/ssh_config HOST`), because it hands ssh a connection made inside
 * the controller's namespace.
 */
export async function writeAccessFiles(
  topology: Topology,
  directory: string,
  hostKeys: ReadonlyMap<string, string>,
  controller: ProcessId,
): Promise<void> {
  const known = topology.hosts.map((host) => {
    const names = [managementAddress(topology, host), host.name].filter((name) => name !== undefined);
    const [type, key] = hostKeys.get(host.name)!.split(' ');
    return `${names.join(',')} ${type} ${key}\n`;
  });
  await Promise.all([
    writeFile(join(directory, 'known_hosts'), known.join('')),
    writeFile(join(directory, 'ssh_config'), sshConfig(topology, directory, controller)),
    writeFile(join(directory, 'inventory.yml'), inventoryYaml(topology, directory)),
  ]);
}

function sshConfig(topology: Topology, directory: string, controller: ProcessId): string {
  const hosts = topology.hosts.flatMap((host) => {
    const address = managementAddress(topology, host);
    return address ? [`Host ${host.name}\n  HostName ${address}\n`] : [];
  });
  return `${hosts.join('')}Host *
  User root
  IdentityFile ${directory}/id_ed25519
  IdentitiesOnly yes
  UserKnownHostsFile ${directory}/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  ProxyCommand nsenter --net=/proc/${controller.pid}/ns/net nc -F %h %p
  ProxyUseFdpass yes
`;
}
