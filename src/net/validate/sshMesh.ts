import { Dict } from '../../value/types.js';
import { cidr, ip } from './addressFormats.js';
import { entriesOf, entryOf, type Report } from './entry.js';
import type { Finding, HostVariables, RoleValidator } from './finding.js';
import { bool, filled, port } from './formats.js';

/** The variables of role `ssh_mesh`. */
export const sshMesh: RoleValidator = {
  role: 'ssh_mesh',
  variables: [
    'ssh_mesh_state',
    'ssh_mesh_pairs',
    'ssh_mesh_addresses',
    'ssh_mesh_from',
    'ssh_mesh_port',
    'ssh_mesh_restrict',
  ],
  validate(hosts) {
    const findings: Finding[] = [];
    /** Who is reached by an address. */
    const holders = new Map<string, string>();
    for (const [host, variables] of hosts) {
      if (variables.get('ssh_mesh_state') === 'absent') continue;
      const report = { host, findings };
      checkPairs(variables, report);
      const addresses = texts(variables, 'ssh_mesh_addresses', report);
      for (const [i, address] of addresses.entries()) {
        const holder = holders.get(address);
        if (holder === undefined) holders.set(address, host);
        else
          findings.push({
            host,
            path: `ssh_mesh_addresses[${i}]`,
            message: `${address} is an address of ${holder} too`,
            fix: 'give each address to one node',
          });
        if (/[\s,"]/.test(address))
          findings.push({
            host,
            path: `ssh_mesh_addresses[${i}]`,
            message: `"${address}" is neither a name nor an address`,
          });
      }
      checkSources(variables, addresses, report);
      const given = variables.get('ssh_mesh_port');
      const verdict = given === undefined || given === null ? undefined : port(numberOf(given));
      if (verdict && 'problem' in verdict)
        findings.push({ host, path: 'ssh_mesh_port', message: verdict.problem, fix: verdict.fix });
    }
    return findings;
  },
};

/** Ports that come from templates are text. */
function numberOf(value: NonNullable<ReturnType<HostVariables['get']>>): typeof value {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function checkPairs(variables: HostVariables, report: Report): void {
  for (const pair of entriesOf(variables, 'ssh_mesh_pairs', report)) {
    const from = pair.need('from', filled);
    const to = pair.need('to', filled);
    pair.get('both', bool);
    if (from !== undefined && from === to) pair.wrong('to', `${to} is the same host`);
    pair.finish();
  }
}

/** A key that is bound to addresses needs one. */
function checkSources(variables: HostVariables, addresses: readonly string[], report: Report): void {
  const { host, findings } = report;
  const sources = texts(variables, 'ssh_mesh_from', report);
  for (const [i, source] of sources.entries())
    if (!isAddress(source))
      findings.push({
        host,
        path: `ssh_mesh_from[${i}]`,
        message: `${JSON.stringify(source)} is neither an address nor a network`,
        fix: 'write it as 192.0.2.1 or 192.0.2.0/24',
      });
  const restrict = entryOf(variables, 'ssh_mesh_restrict', report);
  const bound = restrict?.get('from', bool) ?? true;
  const command = restrict?.get('command', filled);
  if (command?.includes('\n')) restrict?.wrong('command', 'has several lines', 'put them into a script');
  for (const name of ['no_pty', 'no_port_forwarding', 'no_agent_forwarding', 'no_x11_forwarding'])
    restrict?.get(name, bool);
  restrict?.finish();
  if (bound && ![...addresses, ...sources].some(isAddress))
    findings.push({
      host,
      path: 'ssh_mesh_addresses',
      message: 'holds no IP address, and keys are bound to addresses',
      fix: 'add the addresses of the node, or those it comes from to ssh_mesh_from',
    });
}

function isAddress(text: string): boolean {
  return !('problem' in ip(text)) || !('problem' in cidr(text));
}

function texts(variables: HostVariables, name: string, { host, findings }: Report): string[] {
  const value = variables.get(name);
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  const message = value instanceof Dict ? 'is a mapping, not a list of names' : 'is not a list of names';
  findings.push({ host, path: name, message, fix: 'write [ … ], also around a single one' });
  return [];
}
