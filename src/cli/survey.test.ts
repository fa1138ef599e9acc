import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandLine, type CommandResult } from '../../test/support/commandLine.js';

let line: CommandLine;

beforeEach(() => {
  line = new CommandLine();
  line.write('hosts', 'a ansible_connection=local\nb ansible_connection=local\n');
});
afterEach(() => line.remove());

/** Runs a command on both hosts. */
function run(...args: string[]): Promise<CommandResult> {
  return line.run('meshwright', ...args, '-i', 'hosts');
}

const play = (tasks: string): string => `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks}`;
const note = (name: string): string =>
  `    - name: Write ${name}\n      copy: {content: x, dest: "${join(line.folder, name)}"}\n      delegate_to: a\n      run_once: true\n`;

describe('meshwright plan', () => {
  it('says what a run would change, what it cannot know, and changes nothing', async () => {
    line.write('site.yml', play(`${note('file')}    - name: Look\n      command: "true"\n`));
    const { out, exit } = await run('plan', 'site.yml');
    expect(exit).toBe(0);
    expect(out).toContain('a: 1 other change\n  other changes\n    Write file\n');
    expect(out).toContain('b: nothing to change\n  known only in the run\n    Look\n');
    expect(out).toContain('Plan: 0 operations on 2 hosts, 0 disruptive; 1 other change\n');
    expect(existsSync('file')).toBe(false);
  });

  it('names what fails, with the exit code of a run', async () => {
    line.write(
      'site.yml',
      play('    - name: Refuse\n      fail: {msg: no way}\n      when: inventory_hostname == "b"\n'),
    );
    const { out, exit } = await run('plan', 'site.yml', '--json');
    expect(exit).toBe(2);
    const { hosts, summary } = JSON.parse(out);
    expect(hosts.b.failed).toMatchObject([{ task: 'Refuse', message: 'no way' }]);
    expect(summary).toMatchObject({ hosts: 2, failed: 1, other: 0 });
  });

  it('shows the items of a loop at their task', async () => {
    line.write(
      'site.yml',
      play(
        `    - name: Write\n      copy: {content: x, dest: "${join(line.folder, 'f')}{{ item }}"}\n      loop: [1, 2, 3, 4, 5]\n`,
      ),
    );
    expect((await run('plan', 'site.yml', '-l', 'a')).out).toContain('    Write [1, 2, 3 and 2 more]\n');
  });
});

describe('meshwright drift', () => {
  it('ends with 2 where something differs and with 0 where nothing does', async () => {
    line.write('site.yml', play(note('file')));
    expect(await run('drift', 'site.yml')).toMatchObject({
      exit: 2,
      out: expect.stringContaining('1 other difference'),
    });
    line.write('file', 'x');
    expect(await run('drift', 'site.yml')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('a: as declared'),
    });
  });
});

describe('meshwright verify', () => {
  beforeEach(() => {
    const assertion = (text: string): string =>
      `- name: Look\n  assert: {that: "${text}", fail_msg: it is not so}\n`;
    line.write('roles/first/tasks/main.yml', note('main').replaceAll(/^ {4}/gm, ''));
    line.write('roles/first/tasks/verify.yml', assertion("inventory_hostname == 'a'"));
    line.write('roles/second/tasks/main.yml', '');
    line.write('roles/second/tasks/verify.yml', assertion('wanted is defined'));
    line.write('roles/silent/tasks/main.yml', note('silent').replaceAll(/^ {4}/gm, ''));
  });

  it('runs the checks of all roles, also after one failed, and nothing else', async () => {
    line.write(
      'site.yml',
      `- hosts: all\n  gather_facts: false\n  roles: [first, silent]\n  tasks:\n${note('task')}    - include_role: {name: second}\n      vars: {wanted: 1}\n    - block:\n        - import_role: {name: second}\n`,
    );
    const { out, exit } = await run('verify', 'site.yml', '--json');
    const { hosts, summary } = JSON.parse(out);
    expect(hosts.a.failures).toEqual([{ task: 'second : Look', sentence: 'it is not so' }]);
    expect(hosts.b.failures.map(({ task }: { task: string }) => task)).toEqual([
      'first : Look',
      'second : Look',
    ]);
    expect(summary).toEqual({ hosts: 2, checks: 6, failed: 3, unreachable: 0 });
    expect(exit).toBe(2);
    for (const name of ['main', 'silent', 'task']) expect(existsSync(name)).toBe(false);
  });

  it('says that all is well, with exit code 0', async () => {
    line.write('site.yml', '- hosts: a\n  gather_facts: false\n  roles: [first]\n');
    expect(await run('verify', 'site.yml')).toMatchObject({
      exit: 0,
      out: 'a: 1 check passed\n\nVerify: 1 check on 1 host, 0 failed\n',
    });
  });

  it('checks the roles that a role depends on', async () => {
    line.write('roles/top/meta/main.yml', 'dependencies: [second]\n');
    line.write('roles/top/tasks/main.yml', '');
    line.write('site.yml', '- hosts: a\n  gather_facts: false\n  roles: [top]\n');
    expect((await run('verify', 'site.yml')).out).toContain('  second : Look\n    it is not so\n');
  });

  it('refuses playbooks without anything to check', async () => {
    line.write('site.yml', '- hosts: all\n  roles: [silent]\n');
    const { err, exit } = await run('verify', 'site.yml');
    expect(err).toContain('no role of the playbooks has checks of its own');
    expect(exit).toBe(1);
  });
});

describe('meshwright graph', () => {
  it('refuses a file that is no drawing before anything is read', async () => {
    const { err, exit } = await run('graph', 'site.yml', '-o', 'site.pdf');
    expect(err).toContain('"site.pdf" is no drawing that can be written');
    expect(exit).not.toBe(0);
  });
});
