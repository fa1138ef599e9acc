import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { ConnectionError } from './connection.js';
import type { ConnectionSettings } from './settings.js';
import { parseSshArgs } from './sshArgs.js';
import { readSshConfig, SshOptions } from './sshConfig.js';

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';

/** Where and how to connect, after command line, settings and configuration files have been combined. */
export interface SshTarget {
  /** Name or address as the inventory has it: the subject of `Host` and the name in messages. */
  readonly alias: string;
  /** What is really connected to. */
  readonly hostname: string;
  readonly port: number;
  readonly user: string;
  readonly options: SshOptions;
  /** Why the OpenSSH client is needed for this target; empty when ssh2 will do. */
  readonly obstacles: readonly string[];
}

/** Options that ssh2 honours through us. */
const HONOURED =
  'hostname user port identityfile identitiesonly identityagent proxyjump proxycommand serveraliveinterval ' +
  'serveralivecountmax connecttimeout stricthostkeychecking userknownhostsfile globalknownhostsfile hostkeyalias ' +
  'hostkeyalgorithms forwardagent compression passwordauthentication kbdinteractiveauthentication ' +
  'challengeresponseauthentication pubkeyauthentication preferredauthentications addressfamily hashknownhosts';
/** Options without effect on a session without a terminal over one connection of our own. */
const WITHOUT_EFFECT =
  'controlmaster controlpath controlpersist sendenv batchmode loglevel logverbose numberofpasswordprompts tcpkeepalive ' +
  'connectionattempts gssapiauthentication gssapidelegatecredentials visualhostkey addkeystoagent updatehostkeys ' +
  'checkhostip forwardx11 forwardx11trusted forwardx11timeout xauthlocation requesttty exitonforwardfailure ' +
  'localforward remoteforward dynamicforward gatewayports clearallforwardings rekeylimit escapechar ' +
  'permitlocalcommand localcommand ipqos streamlocalbindunlink streamlocalbindmask nohostauthenticationforlocalhost ' +
  'fingerprinthash ignoreunknown usekeychain obscurekeystroketiming enableescapecommandline tag stdinnull ' +
  'forkafterauthentication rsaauthentication useroaming protocol';
const KNOWN = new Set(`${HONOURED} ${WITHOUT_EFFECT}`.split(' '));
/** Options that only matter when they are switched on. */
const HARMLESS_WHEN_NO = new Set([
  'hostbasedauthentication',
  'canonicalizehostname',
  'verifyhostkeydns',
  'tunnel',
  'proxyusefdpass',
  'certificatefile',
  'pkcs11provider',
]);

/**
 * Combines, first value first: ssh arguments, settings, the user's configuration, the system's. Throws ConnectionError
 * for what cannot be a port.
 */
export function resolveTarget(settings: ConnectionSettings): SshTarget {
  const args = parseSshArgs(settings.sshArgs ?? '');
  const options = new SshOptions();
  for (const [key, value] of args.options) options.add(key, value);
  if (settings.port !== undefined) options.add('port', String(settings.port));
  if (settings.user !== undefined) options.add('user', settings.user);
  if (settings.privateKeyFile !== undefined) options.add('identityfile', settings.privateKeyFile);
  if (settings.connectTimeoutMs !== undefined) {
    options.add('connecttimeout', String(Math.max(1, Math.round(settings.connectTimeoutMs / 1000))));
  }
  if (settings.hostKeyChecking !== 'yes') options.add('stricthostkeychecking', settings.hostKeyChecking);
  if (settings.knownHostsFiles) options.add('userknownhostsfile', settings.knownHostsFiles.join(' '));

  const subject = { host: settings.address, user: settings.user };
  const configFile = args.configFile ?? settings.sshConfigFile;
  if (configFile !== undefined) {
    if (configFile !== 'none') readSshConfig(expandHome(configFile), subject, options);
  } else {
    readSshConfig(join(homedir(), '.ssh', 'config'), subject, options);
    readSshConfig(SYSTEM_CONFIG, subject, options);
  }
  const host = expandTokens(options.get('hostname') ?? settings.address, { '%h': settings.address });
  const unsupported = [...options.keys()].filter((key) => {
    return (
      !KNOWN.has(key) && !(HARMLESS_WHEN_NO.has(key) && /^(no|none|false)$/i.test(options.get(key) ?? ''))
    );
  });
  return {
    alias: settings.address,
    hostname: host,
    port: portOf(options.get('port') ?? '22'),
    user: options.get('user') ?? userInfo().username,
    options,
    obstacles: [
      ...args.unknown.map((word) => `the argument ${word}`),
      ...options.obstacles,
      ...unsupported.map((key) => `the option ${key}`),
      ...(wantsGssapi(args.options) ? ['GSSAPI'] : []),
    ],
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new ConnectionError(`"${text}" is no port`);
}

/** `user@host:port`, as messages name a target; an IPv6 address goes in brackets. */
export function targetName({ user, hostname, port }: SshTarget): string {
  return `${user}@${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}

/** Replaces OpenSSH's tokens (`%h` host, `%p` port, `%r` remote user, `%n` name given, `%u` local user, `%d` home …). */
export function expandTargetTokens(text: string, target: SshTarget): string {
  return expandTokens(text, {
    '%h': target.hostname,
    '%p': String(target.port),
    '%r': target.user,
    '%n': target.alias,
    '%k': target.options.get('hostkeyalias') ?? target.alias,
  });
}

/** A path of the configuration with `~` and tokens expanded. */
export function expandPath(path: string, target: SshTarget): string {
  return expandHome(expandTargetTokens(path, target));
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

function expandTokens(text: string, tokens: Readonly<Record<string, string>>): string {
  const local: Readonly<Record<string, () => string>> = {
    '%%': () => '%',
    '%u': () => userInfo().username,
    '%i': () => String(userInfo().uid),
    '%d': homedir,
    '%l': hostname,
    '%L': () => hostname().split('.')[0] ?? '',
  };
  return text.replace(/%./g, (token) => tokens[token] ?? local[token]?.() ?? token);
}

/** Asked for on the command line; distributions switch it on for everybody, which means nothing. */
function wantsGssapi(options: readonly (readonly [string, string])[]): boolean {
  return options.some(
    ([key, value]) =>
      (key === 'gssapiauthentication' && !/^no$/i.test(value)) ||
      (key === 'preferredauthentications' && value.includes('gssapi')),
  );
}
