import { HostKeyCheck } from '../hostKey.js';
import type { ConnectionSettings } from '../settings.js';
import { parseSshArgs } from '../sshArgs.js';
import type { SshTarget } from '../sshTarget.js';

/** Words for the client that all its calls share; of an option given twice the client takes the first. */
export function clientArguments(target: SshTarget, settings: ConnectionSettings, socket: string): string[] {
  const args = parseSshArgs(settings.sshArgs ?? '');
  const words = ['-T', '-x', '-o', `ControlPath=${socket}`, '-o', 'ControlPersist=no', ...args.words];
  const option = (name: string, value: string | number | undefined) => {
    if (value !== undefined) words.push('-o', `${name}=${value}`);
  };
  if (args.configFile === undefined && settings.sshConfigFile !== undefined)
    words.push('-F', settings.sshConfigFile);
  option('Port', settings.port);
  option('User', settings.user);
  option('IdentityFile', settings.privateKeyFile);
  option('UserKnownHostsFile', settings.knownHostsFiles?.join(' '));
  option('StrictHostKeyChecking', new HostKeyCheck(target).policy);
  option('ConnectTimeout', target.options.get('connecttimeout') ?? 10);
  option('ServerAliveInterval', target.options.get('serveraliveinterval') ?? 15);
  option('NumberOfPasswordPrompts', 1);
  if (settings.password === undefined) {
    if (settings.privateKeyPassphrase === undefined) option('BatchMode', 'yes');
    else {
      option('PasswordAuthentication', 'no');
      option('KbdInteractiveAuthentication', 'no');
    }
  }
  return words;
}
