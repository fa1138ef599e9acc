import { type SshTarget, targetName } from '../sshTarget.js';

const TELLING =
  /permission denied|host key verification failed|connect to (host|address)|could not resolve|timed out|connection (closed|reset|refused)|too many authentication|no matching|bad configuration|unknown|unsupported|command not found/i;

/** One line for what the client wrote before it gave up. */
export function complaint(text: string, target: SshTarget): string {
  const where = targetName(target);
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/^ssh: /, '').replace(/\.?\s*$/, ''))
    .map((line) => line.replace(/^\S+@\S+: (?=Permission denied)/, `${where}: `))
    .filter((line) => line !== '' && !/^(Warning: Permanently added|@|debug\d)/.test(line));
  const all = lines.join('\n');
  const offending = /^Offending (\S+) key in (.+)$/m.exec(all);
  const revoked = /^The (.*) host key for (.*) is marked as revoked/m.exec(all);
  if (revoked || /REVOKED HOST KEY/.test(text))
    return `${where}: Host key verification failed: its key is revoked`;
  if (offending && /IDENTIFICATION HAS CHANGED/.test(text)) {
    const print = /SHA256:\S+/.exec(text)?.[0].replace(/\.$/, '');
    const offered = `${offending[1]} key ${print ?? ''}`.trim();
    return `${where}: Host key verification failed: the host key has changed: ${offered} is not the one in ${offending[2]}`;
  }
  const unknown = /^No (\S+) host key is known for (\S+) and/m.exec(all);
  if (unknown)
    return `${where}: Host key verification failed: no ${unknown[1]} host key is known for ${unknown[2]}`;
  return (
    lines.find((line) => TELLING.test(line)) ??
    lines.at(-1) ??
    `${where}: the ssh client ended without a word`
  );
}
