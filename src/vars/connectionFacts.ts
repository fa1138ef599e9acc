/** Variables by which a host is reached, whatever the connection. */
const CONNECTION: ReadonlySet<string> = new Set(
  [
    'connection host port user password private_key_file pipelining shell_type shell_executable network_os timeout',
    'remote_user remote_addr executable module_compression rsync_path playbook_python facts',
    'sftp_extra_args scp_extra_args ssh_extra_args',
  ]
    .join(' ')
    .split(' ')
    .map((name) => `ansible_${name}`),
);

const OF_PLUGIN =
  /^ansible_(?:become|ssh|paramiko_ssh|paramiko|local|psrp|winrm|docker|podman|buildah|lxc|lxd|jail|chroot|kubectl|oc|httpapi|netconf|network_cli|libvirt_lxc|zone)_/;

/**
 * Whether a fact may become a variable of the same name: how a host is reached and what runs there is never for that
 * host to say (it could have the controller run commands). Host keys are facts, and bridges of containers look like
 * settings.
 */
export function isOwnFact(name: string): boolean {
  if (name.startsWith('ansible_ssh_host_key_')) return true;
  if (CONNECTION.has(name) || name === 'add_host' || name === 'add_group') return false;
  if (/^ansible_.*_interpreter$/.test(name)) return false;
  return !OF_PLUGIN.test(name) || (/_(?:gw)?bridge$/.test(name) && !name.startsWith('ansible_become_'));
}
