import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { secondsOf } from './duration.js';
import { parseSshArgs, splitWords } from './sshArgs.js';
import { resolveTarget } from './sshTarget.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function target(
  address: string,
  config: string,
  more: { sshArgs?: string; user?: string; port?: number } = {},
) {
  const sshConfigFile = join(folder, `config-${Math.random()}`);
  writeFileSync(sshConfigFile, config);
  return resolveTarget({
    host: address,
    transport: 'ssh',
    address,
    hostKeyChecking: 'yes',
    sshConfigFile,
    ...more,
  });
}

describe('the ssh configuration', () => {
  it.each(['Port ssh', 'Port 0', 'Port 65536'])('refuses %s', (line) => {
    expect(() => target('x', `${line}\n`)).toThrow(`"${line.slice(5)}" is no port`);
  });

  it.each([
    ['15', 15],
    ['15s', 15],
    ['1m30', 90],
    ['1H', 3600],
    ['1d', 86_400],
    ['1w', 604_800],
    ['soon', undefined],
    ['none', undefined],
    ['', undefined],
  ])('reads %s as a time of %s seconds', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });

  it('takes the first value and collects identity files', () => {
    const config =
      'Host web*\n  User one\n  IdentityFile a\nHost *\n  User two\n  Port 2222\n  IdentityFile b\n';
    const { user, port, options } = target('web1', config);
    expect({ user, port, keys: options.all('identityfile') }).toEqual({
      user: 'one',
      port: 2222,
      keys: ['a', 'b'],
    });
  });

  it('prefers arguments to settings to the file', () => {
    const config = 'Host *\n  User file\n  Port 3\n  HostName %h.example.net\n';
    const found = target('web', config, { sshArgs: '-o User=args', user: 'settings', port: 2 });
    expect([found.user, found.port, found.hostname]).toEqual(['args', 2, 'web.example.net']);
  });

  it('follows Include with wildcards, inside the section where it stands', () => {
    writeFileSync(join(folder, 'part-1.inc'), 'User included\n');
    writeFileSync(join(folder, 'part-2.inc'), 'Host b\n  Port 5\n');
    const config = 'Host a\n  Include part-*.inc\nHost b\n  Include part-2.inc\n  User own\n';
    expect(target('a', config)).toMatchObject({ user: 'included', port: 22 });
    expect(target('b', config)).toMatchObject({ user: 'own', port: 5 });
  });

  it.each([
    ['Host * !db', 'db', 22],
    ['Host web db', 'db', 9],
    ['Match host "db,web"', 'db', 9],
    ['Match originalhost db user nobody', 'db', 22],
    ['Match all', 'db', 9],
  ])('understands "%s"', (section, host, port) => {
    expect(target(host, `${section}\n  Port 9\n`, { user: 'someone' }).port).toBe(port);
  });

  it.each([
    ['Match exec "true"\n  Port 9\n', {}, '"Match exec" in the ssh configuration'],
    ['CertificateFile ~/x-cert.pub\n', {}, 'the option certificatefile'],
    ['', { sshArgs: '-Z' }, 'the argument -Z'],
    ['', { sshArgs: '-o GSSAPIAuthentication=yes' }, 'GSSAPI'],
    ['', { sshArgs: '-o PKCS11Provider=/lib/x.so' }, 'the option pkcs11provider'],
  ])('leaves to the OpenSSH client what only it can do: %j %j', (config, more, obstacle) => {
    expect(target('a', config, more).obstacles).toContain(obstacle);
  });

  it("finds nothing in Vagrant's and Ansible's usual arguments that needs the OpenSSH client", () => {
    const sshArgs =
      '-C -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes -o ControlMaster=auto -o ControlPersist=60s -o ControlPath=/x';
    expect(
      target('a', 'Host *\n  SendEnv LANG LC_*\n  GSSAPIAuthentication yes\n', { sshArgs }).obstacles,
    ).toEqual([]);
  });
});

describe('ssh arguments', () => {
  it.each([
    [`-o ProxyCommand="ssh -W %h:%p -q 'a b'"`, [['proxycommand', "ssh -W %h:%p -q 'a b'"]]],
    [
      '-oPort=22 -i ~/key -p 23 -l me -J a,b',
      [
        ['port', '22'],
        ['identityfile', '~/key'],
        ['port', '23'],
        ['user', 'me'],
        ['proxyjump', 'a,b'],
      ],
    ],
    [
      '-o "User me" -AC',
      [
        ['user', 'me'],
        ['forwardagent', 'yes'],
        ['compression', 'yes'],
      ],
    ],
  ])('reads %s', (text, options) => {
    expect(parseSshArgs(text)).toMatchObject({ options, unknown: [] });
  });

  it.each([
    [`a 'b c' "d \\"e" f\\ g`, ['a', 'b c', 'd "e', 'f g']],
    ["''", ['']],
    ['  ', []],
  ])('splits %s into words', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});
