import { ConnectionError } from './connection.js';
import {
  entryMatches,
  fingerprint,
  type KnownHost,
  keyType,
  knownHostName,
  readKnownHosts,
} from './knownHosts.js';
import { addKnownHost } from './knownHostsFile.js';
import { expandPath, type SshTarget } from './sshTarget.js';

type HostKeyPolicy = 'yes' | 'accept-new' | 'no';

type HostKeyVerdict =
  | { readonly status: 'known' | 'unknown' }
  | { readonly status: 'changed' | 'revoked' | 'other-type'; readonly entry: KnownHost };

/** Decides what known_hosts says about the key that a server presents; the names are tried in order. */
function judgeHostKey(entries: readonly KnownHost[], names: readonly string[], key: Buffer): HostKeyVerdict {
  const type = keyType(key);
  let worst: HostKeyVerdict = { status: 'unknown' };
  for (const entry of entries) {
    if (
      entry.marker === 'revoked' &&
      entry.key.equals(key) &&
      names.some((name) => entryMatches(entry, name))
    ) {
      return { status: 'revoked', entry };
    }
  }
  for (const [i, name] of names.entries()) {
    for (const entry of entries) {
      if (entry.marker || !entryMatches(entry, name)) continue;
      if (entry.key.equals(key)) return { status: 'known' };
      // The name without the port can only vouch for a key, not contradict one.
      if (i > 0 || worst.status === 'changed') continue;
      worst = { status: entry.type === type ? 'changed' : 'other-type', entry };
    }
  }
  return worst;
}

/** The known_hosts side of one target. */
export class HostKeyCheck {
  private readonly names: readonly string[];
  private readonly files: readonly string[];
  readonly policy: HostKeyPolicy;
  /** One line on why the key was refused. */
  refusal: string | undefined;
  /** True when a key was let through although it differs from the known one: no password must be sent. */
  mistrusted = false;

  constructor(private readonly target: SshTarget) {
    const { options, alias, hostname, port } = target;
    const hostKeyAlias = options.get('hostkeyalias');
    this.names = hostKeyAlias
      ? [hostKeyAlias.toLowerCase()]
      : [...new Set([knownHostName(hostname || alias, port), (hostname || alias).toLowerCase()])];
    const user = (options.get('userknownhostsfile') ?? '~/.ssh/known_hosts ~/.ssh/known_hosts2').split(/\s+/);
    const global = (
      options.get('globalknownhostsfile') ?? '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2'
    ).split(/\s+/);
    this.files = [...user, ...global]
      .filter((file) => file !== 'none')
      .map((file) => expandPath(file, target));
    this.policy = policyOf(options.get('stricthostkeychecking'));
  }

  /** Types of the keys known for the target, to be asked for first. */
  knownTypes(): string[] {
    const entries = readKnownHosts(this.files).filter(({ marker }) => !marker);
    const matching = this.names.map((name) => entries.filter((entry) => entryMatches(entry, name)));
    const types = (matching.find((list) => list.length > 0) ?? []).map(({ type }) => type);
    return [...new Set(types)];
  }

  /** True when certificates of hosts are to be checked, which only the OpenSSH client can do. */
  hasAuthority(): boolean {
    return readKnownHosts(this.files).some(
      (entry) => entry.marker === 'cert-authority' && this.names.some((name) => entryMatches(entry, name)),
    );
  }

  /** Whether to go on with this key; remembers a new one when the policy says so. Sets `refusal` otherwise. */
  async accept(key: Buffer): Promise<boolean> {
    const verdict = judgeHostKey(readKnownHosts(this.files), this.names, key);
    if (verdict.status === 'known') return true;
    if (verdict.status === 'revoked') return this.refuse(`its key is revoked by ${place(verdict.entry)}`);
    if (this.policy === 'no') {
      this.mistrusted = verdict.status !== 'unknown';
      return true;
    }
    const offered = `${label(keyType(key))} key ${fingerprint(key)}`;
    if (verdict.status === 'changed') {
      return this.refuse(`the host key has changed: ${offered} is not the one in ${place(verdict.entry)}`);
    }
    if (verdict.status === 'other-type') {
      const known = label(verdict.entry.type);
      return this.refuse(`the host offers the ${offered}, but ${place(verdict.entry)} knows an ${known} key`);
    }
    if (this.policy === 'yes')
      return this.refuse(`no host key is known for ${this.names[0]} (offered: ${offered})`);
    return this.remember(key);
  }

  /** Another process may have met the host meanwhile, so the file is judged again under its lock. */
  private async remember(key: Buffer): Promise<boolean> {
    const file = this.files[0];
    const name = this.names[0];
    if (file === undefined || name === undefined || file === '/dev/null') return true;
    const hashed = /^yes$/i.test(this.target.options.get('hashknownhosts') ?? '');
    try {
      return await addKnownHost(file, { name, key, hashed }, () => {
        const verdict = judgeHostKey(readKnownHosts(this.files), this.names, key);
        if (verdict.status === 'unknown') return 'add';
        if (verdict.status !== 'known') this.refuse('another host key was recorded at the same time');
        return 'skip';
      }).then(() => this.refusal === undefined);
    } catch (cause) {
      throw new ConnectionError(`cannot record the host key in ${file}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  private refuse(reason: string): false {
    this.refusal = `Host key verification failed: ${reason}`;
    return false;
  }
}

function policyOf(value: string | undefined): HostKeyPolicy {
  const word = value?.toLowerCase();
  if (word === 'accept-new') return 'accept-new';
  return word === 'no' || word === 'off' || word === 'false' ? 'no' : 'yes';
}

function place({ file, line }: KnownHost): string {
  return `${file}:${line}`;
}

function label(type: string): string {
  return type.replace(/^ssh-|^ecdsa-sha2-.*/, (prefix) => (prefix === 'ssh-' ? '' : 'ecdsa')).toUpperCase();
}
