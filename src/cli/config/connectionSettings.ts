import { setting } from './setting.js';

/** Settings of logging in and of becoming another user. */
export const connectionSettings = {
  askPass: setting(
    'DEFAULT_ASK_PASS',
    { kind: 'bool', env: 'ANSIBLE_ASK_PASS', ini: 'defaults.ask_pass', fallback: 'false' },
    'Ask for the login password.',
  ),
  asyncDir: setting(
    'sh shell: async_dir',
    { kind: 'str', env: 'ANSIBLE_ASYNC_DIR', ini: 'defaults.async_dir', fallback: '~/.ansible_async' },
    'Where hosts keep the results of asynchronous tasks.',
  ),
  become: setting(
    'DEFAULT_BECOME',
    { kind: 'bool', env: 'ANSIBLE_BECOME', ini: 'privilege_escalation.become', fallback: 'false' },
    'Run tasks as another user.',
  ),
  becomeAllowSameUser: setting(
    'BECOME_ALLOW_SAME_USER',
    {
      kind: 'bool',
      env: 'ANSIBLE_BECOME_ALLOW_SAME_USER',
      ini: 'privilege_escalation.become_allow_same_user',
      fallback: 'false',
    },
    'Change the user even where the login user is the one to become.',
  ),
  becomeAskPass: setting(
    'DEFAULT_BECOME_ASK_PASS',
    {
      kind: 'bool',
      env: 'ANSIBLE_BECOME_ASK_PASS',
      ini: 'privilege_escalation.become_ask_pass',
      fallback: 'false',
    },
    'Ask for the become password.',
  ),
  becomeExe: setting(
    'DEFAULT_BECOME_EXE',
    { kind: 'str', env: 'ANSIBLE_BECOME_EXE', ini: 'privilege_escalation.become_exe' },
    'The program that changes the user.',
  ),
  becomeFlags: setting(
    'DEFAULT_BECOME_FLAGS',
    { kind: 'str', env: 'ANSIBLE_BECOME_FLAGS', ini: 'privilege_escalation.become_flags' },
    'Its arguments.',
  ),
  becomeMethod: setting(
    'DEFAULT_BECOME_METHOD',
    {
      kind: 'str',
      env: 'ANSIBLE_BECOME_METHOD',
      ini: 'privilege_escalation.become_method',
      fallback: 'sudo',
    },
    'How to change the user: `sudo`, `su` or `doas`.',
  ),
  becomePasswordFile: setting(
    'BECOME_PASSWORD_FILE',
    { kind: 'path', env: 'ANSIBLE_BECOME_PASSWORD_FILE', ini: 'defaults.become_password_file' },
    'A file that holds the become password.',
  ),
  becomeUser: setting(
    'DEFAULT_BECOME_USER',
    { kind: 'str', env: 'ANSIBLE_BECOME_USER', ini: 'privilege_escalation.become_user', fallback: 'root' },
    'The user to become.',
  ),
  connectionPasswordFile: setting(
    'CONNECTION_PASSWORD_FILE',
    { kind: 'path', env: 'ANSIBLE_CONNECTION_PASSWORD_FILE', ini: 'defaults.connection_password_file' },
    'A file that holds the login password.',
  ),
  executable: setting(
    'DEFAULT_EXECUTABLE',
    { kind: 'str', env: 'ANSIBLE_EXECUTABLE', ini: 'defaults.executable', fallback: '/bin/sh' },
    'The shell of the hosts: what runs modules and commands.',
  ),
  hostKeyChecking: setting(
    'HOST_KEY_CHECKING',
    {
      kind: 'str',
      env: 'ANSIBLE_HOST_KEY_CHECKING ANSIBLE_SSH_HOST_KEY_CHECKING',
      ini: 'defaults.host_key_checking ssh_connection.host_key_checking',
      fallback: 'true',
    },
    'Refuse hosts whose key is not known; `accept-new` trusts those met for the first time.',
  ),
  privateKeyFile: setting(
    'DEFAULT_PRIVATE_KEY_FILE',
    { kind: 'path', env: 'ANSIBLE_PRIVATE_KEY_FILE', ini: 'defaults.private_key_file' },
    'The private key to log in with.',
  ),
  remotePort: setting(
    'DEFAULT_REMOTE_PORT',
    { kind: 'int', env: 'ANSIBLE_REMOTE_PORT', ini: 'defaults.remote_port' },
    'The port of sshd; without a setting that of the ssh configuration, or 22.',
  ),
  remoteTmp: setting(
    'sh shell: remote_tmp',
    {
      kind: 'str',
      env: 'ANSIBLE_REMOTE_TEMP ANSIBLE_REMOTE_TMP',
      ini: 'defaults.remote_tmp',
      fallback: '~/.ansible/tmp',
    },
    'Where hosts keep temporary files of modules.',
  ),
  remoteUser: setting(
    'DEFAULT_REMOTE_USER',
    { kind: 'str', env: 'ANSIBLE_REMOTE_USER', ini: 'defaults.remote_user' },
    'The user to log in as.',
  ),
  scpExtraArgs: setting(
    'ssh connection: scp_extra_args',
    { kind: 'str', env: 'ANSIBLE_SCP_EXTRA_ARGS', ini: 'ssh_connection.scp_extra_args' },
    'Arguments of scp; files are sent through the shell.',
  ),
  sftpExtraArgs: setting(
    'ssh connection: sftp_extra_args',
    { kind: 'str', env: 'ANSIBLE_SFTP_EXTRA_ARGS', ini: 'ssh_connection.sftp_extra_args' },
    'Arguments of sftp; files are sent through the shell.',
  ),
  sshArgs: setting(
    'ssh connection: ssh_args',
    { kind: 'str', env: 'ANSIBLE_SSH_ARGS', ini: 'ssh_connection.ssh_args' },
    'Arguments as those of the ssh program; the ones that matter to a library are heeded.',
  ),
  sshCommonArgs: setting(
    'ssh connection: ssh_common_args',
    { kind: 'str', env: 'ANSIBLE_SSH_COMMON_ARGS', ini: 'ssh_connection.ssh_common_args' },
    'More of them.',
  ),
  sshExtraArgs: setting(
    'ssh connection: ssh_extra_args',
    { kind: 'str', env: 'ANSIBLE_SSH_EXTRA_ARGS', ini: 'ssh_connection.ssh_extra_args' },
    'More of them.',
  ),
  sshRetries: setting(
    'ssh connection: reconnection_retries',
    {
      kind: 'int',
      env: 'ANSIBLE_SSH_RETRIES',
      ini: 'connection.retries ssh_connection.retries',
      fallback: '0',
    },
    'How often to try again to connect, with growing pauses; refused logins and wrong host keys are final.',
  ),
  timeout: setting(
    'DEFAULT_TIMEOUT',
    {
      kind: 'int',
      env: 'ANSIBLE_TIMEOUT ANSIBLE_SSH_TIMEOUT',
      ini: 'defaults.timeout ssh_connection.timeout',
      fallback: '10',
    },
    'Seconds to connect.',
  ),
  transport: setting(
    'DEFAULT_TRANSPORT',
    { kind: 'str', env: 'ANSIBLE_TRANSPORT', ini: 'defaults.transport', fallback: 'smart' },
    'The connection: `ssh`, `openssh` or `local`.',
  ),
} as const;
