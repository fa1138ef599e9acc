/** Everything that decides how a host is reached; built from ansible_* variables and configuration. */
export interface ConnectionSettings {
  readonly host: string;
  /** `ssh` picks ssh2 and falls back to OpenSSH where ssh2 cannot do it. */
  readonly transport: 'ssh' | 'ssh2' | 'openssh' | 'local';
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly privateKeyFile?: string;
  readonly privateKeyPassphrase?: string;
  /** ansible_ssh_args / common_args / extra_args, concatenated; OpenSSH command line words. */
  readonly sshArgs?: string;
  readonly sshConfigFile?: string;
  readonly hostKeyChecking: 'yes' | 'accept-new' | 'no';
  /** Known hosts files; default: those of the ssh configuration, else ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts. */
  readonly knownHostsFiles?: readonly string[];
  /** Milliseconds to connect and authenticate. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** How often to try again to connect, with growing pauses. Default 0. */
  readonly retries?: number;
  /** Remote shell; default /bin/sh. */
  readonly executable?: string;
}
