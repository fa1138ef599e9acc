import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { output, TestConnections } from '../../test/support/connections.js';
import { newKey, startSshd, type TestSshd } from '../../test/support/sshd.js';
import { hashName } from './knownHosts.js';
import type { ConnectionSettings } from './settings.js';

let sshd: TestSshd;
const connections = new TestConnections(() => sshd);
const open = (more: Partial<ConnectionSettings> = {}) => connections.open(more);

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());
afterEach(() => connections.closeAll());

describe.each(['ssh2', 'openssh'] as const)('host keys by %s', (transport) => {
  const openHere = (more: Partial<ConnectionSettings> = {}) => open({ transport, ...more });

  it.each([
    ['plain, with the port', () => `[127.0.0.1]:${sshd.port}`],
    ['without the port', () => '127.0.0.1'],
    ['a wildcard', () => '[127.0.0.*]:*'],
    ['hashed', () => hashName(`[127.0.0.1]:${sshd.port}`, Buffer.alloc(20, 7))],
    ['one of several names', () => `gateway,[127.0.0.1]:${sshd.port}`],
  ])('knows a host: %s', async (_, name) => {
    expect(await output(await openHere({ knownHostsFiles: [sshd.knownHosts(name())] }), 'echo in')).toBe(
      'in\n[0]',
    );
  });

  it.each([
    ['an empty file', () => '/dev/null'],
    ['another port', () => sshd.knownHosts('[127.0.0.1]:1')],
    ['a negated name', () => sshd.knownHosts(`[127.0.0.1]:*,![127.0.0.1]:${sshd.port}`)],
  ])('refuses a host that is not known: %s', async (_, file) => {
    await expect(openHere({ knownHostsFiles: [file()] })).rejects.toThrow(/Host key verification failed/);
  });

  it('refuses a revoked key even without checking', async () => {
    const file = sshd.knownHosts(`@revoked [127.0.0.1]:${sshd.port}`);
    const wanted = openHere({ knownHostsFiles: [file], hostKeyChecking: 'accept-new' });
    await expect(wanted).rejects.toThrow(/Host key verification failed.*revoked/);
  });

  it('records a new host once and knows it afterwards', async () => {
    const file = `${sshd.folder}/new-${transport}/known_hosts`;
    if (transport === 'openssh') execFileSync('mkdir', ['-p', `${sshd.folder}/new-openssh`]);
    const accepting = { knownHostsFiles: [file], hostKeyChecking: 'accept-new' as const };
    await openHere(accepting);
    await openHere(accepting);
    await openHere({ knownHostsFiles: [file] });
    expect(readFileSync(file, 'utf8')).toBe(`[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it.each(['yes', 'accept-new'] as const)(
    'refuses a changed key with its place (%s)',
    async (hostKeyChecking) => {
      const other = readFileSync(
        `${newKey(sshd.folder, `other-${transport}-${hostKeyChecking}`)}.pub`,
        'utf8',
      );
      const file = sshd.file(`changed-${transport}`, `# comment\n[127.0.0.1]:${sshd.port} ${other}`);
      const wanted = openHere({ knownHostsFiles: [file], hostKeyChecking });
      await expect(wanted).rejects.toThrow(new RegExp(`host key has changed.*${file}:2`));
    },
  );

  it('lets a changed key pass when checking is off', async () => {
    const other = readFileSync(`${newKey(sshd.folder, `off-${transport}`)}.pub`, 'utf8');
    const file = sshd.file(`off-${transport}.hosts`, `[127.0.0.1]:${sshd.port} ${other}`);
    const connection = await openHere({ knownHostsFiles: [file], hostKeyChecking: 'no' });
    expect(await output(connection, 'echo in')).toBe('in\n[0]');
  });
});
