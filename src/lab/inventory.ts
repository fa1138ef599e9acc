import { Dict, type Key, type Value } from '../value/types.js';
import { managementAddress } from './managementAddress.js';
import type { Topology } from './types.js';

/**
 * The lab's inventory as YAML text: how to reach each host, the groups and variables that its description
 * gives it, and `meshwright_lab`, by which the command line knows where to open its connections.
 */
export function inventoryYaml(topology: Topology, directory: string): string {
  const options = [
    `-o UserKnownHostsFile=${directory}/known_hosts`,
    '-o GlobalKnownHostsFile=/dev/null',
    '-o StrictHostKeyChecking=yes',
    '-o IdentitiesOnly=yes',
  ];
  const hosts = new Dict(
    topology.hosts.map((host) => {
      const address = managementAddress(topology, host);
      const vars = new Dict(address === undefined ? [] : [['ansible_host', address]]);
      if (host.python) vars.set('ansible_python_interpreter', '/usr/bin/python3');
      for (const [key, value] of host.vars) vars.set(key, value);
      return [host.name, vars] as const;
    }),
  );
  const all = new Dict([
    ['hosts', hosts],
    [
      'vars',
      Dict.of({
        ansible_user: 'root',
        ansible_ssh_private_key_file: `${directory}/id_ed25519`,
        ansible_ssh_common_args: options.join(' '),
        meshwright_lab: directory,
      }),
    ],
  ]);
  const groups = new Map<string, Dict>();
  for (const host of topology.hosts) {
    for (const group of host.groups) {
      const members = groups.get(group) ?? new Dict();
      groups.set(group, members.set(host.name, new Dict()));
    }
  }
  if (groups.size > 0) {
    all.set('children', new Dict([...groups].map(([name, members]) => [name, Dict.of({ hosts: members })])));
  }
  const head = `# Written by the lab "${topology.name}" when it came up; gone when it goes down.\n`;
  return `${head}${lines(Dict.of({ all }), 0).join('\n')}\n`;
}

function lines(value: Dict, depth: number): string[] {
  const indent = '  '.repeat(depth);
  return [...value.entries()].flatMap(([key, entry]) => {
    const name = `${indent}${plainKey(key)}:`;
    if (entry instanceof Dict && entry.size > 0) return [name, ...lines(entry, depth + 1)];
    return [`${name} ${flow(entry)}`];
  });
}

/** JSON, which is YAML's flow style. */
function flow(value: Value): string {
  if (value instanceof Dict)
    return `{${[...value.entries()].map(([k, v]) => `${JSON.stringify(String(k))}: ${flow(v)}`).join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value);
}

/** A key without quotes where YAML 1.1 reads it as text. */
function plainKey(key: Key): string {
  const text = String(key);
  return /^[A-Za-z_][\w-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
