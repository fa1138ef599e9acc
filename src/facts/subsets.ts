import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';

/** Collectors and the other names that select them. */
const collectors: Readonly<Record<string, readonly string[]>> = {
  apparmor: [],
  caps: ['system_capabilities', 'system_capabilities_enforced'],
  chroot: ['is_chroot'],
  cmdline: [],
  date_time: [],
  distribution: ['distribution_version', 'distribution_release', 'distribution_major_version', 'os_family'],
  dns: [],
  env: [],
  facter: [],
  fibre_channel_wwn: [],
  fips: [],
  hardware: ['processor', 'processor_cores', 'processor_count', 'mounts', 'devices'],
  iscsi: [],
  loadavg: [],
  local: [],
  lsb: [],
  network: ['interfaces', 'default_ipv4', 'default_ipv6', 'all_ipv4_addresses', 'all_ipv6_addresses'],
  nvme: [],
  ohai: [],
  pkg_mgr: [],
  platform: ['system', 'kernel', 'kernel_version', 'machine', 'python_version', 'architecture', 'machine_id'],
  python: [],
  selinux: [],
  service_mgr: [],
  ssh_pub_keys: [
    ...[
      'ssh_host_pub_keys',
      'ssh_host_key_dsa_public',
      'ssh_host_key_rsa_public',
      'ssh_host_key_ecdsa_public',
    ],
    'ssh_host_key_ed25519_public',
  ],
  user: [
    ...[
      'user_id',
      'user_uid',
      'user_gid',
      'user_gecos',
      'user_dir',
      'user_shell',
      'real_user_id',
      'effective_user_id',
    ],
    'effective_group_ids',
  ],
  virtual: [
    'virtualization_type',
    'virtualization_role',
    'virtualization_tech_guest',
    'virtualization_tech_host',
  ],
};

const minimal = [
  ...[
    'apparmor',
    'caps',
    'cmdline',
    'date_time',
    'distribution',
    'dns',
    'env',
    'fips',
    'local',
    'lsb',
    'pkg_mgr',
    'platform',
  ],
  ...['python', 'selinux', 'service_mgr', 'ssh_pub_keys', 'user'],
];

/**
 * The collectors that a `gather_subset` selects: names add, `!name` removes, `all` and `min` are groups. Only
 * negative words mean everything else. Throws a DiagnosticError for an unknown name.
 */
export function selectedCollectors(subset: readonly string[]): Set<string> {
  const added = new Set<string>();
  const removed = new Set<string>();
  const explicit = new Set<string>();
  for (const word of subset.map((text) => text.trim()).filter((text) => text !== '')) {
    const negative = word.startsWith('!');
    const name = negative ? word.slice(1) : word;
    const names = expand(name, negative);
    for (const collector of names) (negative ? removed : added).add(collector);
    if (!negative && name !== 'all' && name !== 'min') for (const collector of names) explicit.add(collector);
  }
  const base = added.size > 0 ? added : Object.keys(collectors);
  const wanted = new Set([...minimal, ...base]);
  for (const name of removed) if (!explicit.has(name)) wanted.delete(name);
  return wanted;
}

function expand(name: string, negative: boolean): readonly string[] {
  if (name === 'all')
    return negative
      ? Object.keys(collectors).filter((collector) => !minimal.includes(collector))
      : Object.keys(collectors);
  if (name === 'min') return minimal;
  const found = Object.entries(collectors).find(
    ([collector, ids]) => collector === name || ids.includes(name),
  );
  if (found) return [found[0]];
  const known = Object.entries(collectors)
    .flatMap(([collector, ids]) => [collector, ...ids])
    .sort();
  fail(
    'gather-subset',
    `Bad subset '${name}' given to Ansible. gather_subset options allowed: all, ${known.join(', ')}`,
    {
      fix: didYouMean(name, known),
    },
  );
}
