import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Dict } from '../value/types.js';
import { createFactCache } from './factCache.js';
import { HostState } from './hostState.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'facts-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const cache = (kind: string, timeout = 0) =>
  createFactCache({ kind, directory: join(directory, 'new'), prefix: 'x_', timeout });
const state = (kind: string, timeout = 0) =>
  new HostState('web1', { injectFacts: true, cache: cache(kind, timeout) });

describe('facts kept beyond a run', () => {
  it.each(['jsonfile', 'ansible.builtin.jsonfile', 'yaml'])(
    '%s gives a later run what an earlier one gathered',
    (kind) => {
      const first = state(kind);
      first.gather(Dict.of({ ansible_os: 'Debian', 1: null }));
      first.markGathered();
      const second = state(kind);
      expect(second.facts.get('ansible_os')).toBe('Debian');
      expect(second.ansibleFacts.get('os')).toBe('Debian');
      expect(second.ansibleFacts.has('_ansible_facts_gathered')).toBe(false);
      expect(second.gathered).toBe(true);
      expect(statSync(join(directory, 'new/x_web1')).mode & 0o777).toBe(0o600);
    },
  );

  it('forgets facts that are too old, that were cleared, or whose file is broken', () => {
    state('jsonfile').gather(Dict.of({ ansible_os: 'Debian' }));
    const file = join(directory, 'new/x_web1');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ansible_os: 'Debian' });
    utimesSync(file, new Date(), new Date(Date.now() - 20_000));
    expect(state('jsonfile', 10).facts.size).toBe(0);
    expect(state('jsonfile', 30).facts.size).toBe(1);
    state('jsonfile').clearFacts();
    expect(state('jsonfile').facts.size).toBe(0);
    writeFileSync(file, '{"ansible_os": ');
    expect(state('jsonfile').facts.size).toBe(0);
  });

  it('needs a kind that exists and a directory', () => {
    expect(createFactCache({ kind: 'memory', prefix: '', timeout: 0 })).toBeUndefined();
    expect(() => cache('jsonfil')).toThrow('facts cache plugin (jsonfil)');
    expect(() => createFactCache({ kind: 'yaml', prefix: '', timeout: 0 })).toThrow('needs a directory');
  });
});

describe('facts as variables', () => {
  const FACTS = Dict.of({
    ansible_os: 'Debian',
    ansible_connection: 'local',
    ansible_python_interpreter: '/tmp/evil',
    ansible_become_user: 'root',
    ansible_ssh_host_key_rsa_public: 'AAAA',
    ansible_docker_gwbridge: Dict.of({ mtu: 1500 }),
    ansible_local: Dict.of({ a: 1 }),
  });

  it('leave out how a host is reached, for a host must not choose that', () => {
    const host = new HostState('web1', { injectFacts: true });
    host.gather(FACTS);
    expect([...host.facts.keys()]).toEqual([
      'ansible_os',
      'ansible_ssh_host_key_rsa_public',
      'ansible_docker_gwbridge',
      'ansible_local',
    ]);
    expect(host.ansibleFacts.get('connection')).toBe('local');
  });

  it('are ansible_local alone without injection', () => {
    const host = new HostState('web1', { injectFacts: false });
    host.gather(FACTS);
    expect([...host.facts.keys()]).toEqual(['ansible_local']);
    expect(host.ansibleFacts.get('os')).toBe('Debian');
  });
});
