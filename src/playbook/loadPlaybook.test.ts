import { afterEach, describe, expect, it } from 'vitest';
import { TestProject, writtenTasks } from '../../test/support/project.js';
import { DiagnosticError } from '../diag/diagnostic.js';
import { accumulated, keyword, nameOf, tasksIn } from './ast.js';
import { roleTasks } from './loadRole.js';

let project: TestProject;
afterEach(() => project.remove());

function open(files: Readonly<Record<string, string>>): TestProject {
  project = new TestProject(files);
  return project;
}

const named = (...names: string[]): string => names.map((name) => `- {name: ${name}, debug: }\n`).join('');
const play = (body: string): string => `- hosts: all\n${body.replace(/^/gm, '  ')}\n`;
const codes = (): string[] => project.findings.map((finding) => finding.code);

/** Names of the tasks that a play's roles run, in running order. */
function roleOrder(files: Readonly<Record<string, string>>, rolesPath: string[] = []): string[] {
  const [first] = open(files).load('site.yml', rolesPath);
  const nodes = first!.roles.flatMap(roleTasks);
  return [...tasksIn(nodes)].filter((task) => !task.implicit).map((task) => nameOf(task)!);
}

describe('import_tasks', () => {
  it('puts the tasks in its place, and its keywords around them', () => {
    const [first] = open({
      'site.yml': play(
        'tasks:\n- {name: a, debug: }\n- {import_tasks: t.yml, when: x, tags: [t], vars: {v: 1}}\n- {name: d, debug: }',
      ),
      't.yml': `- {name: b, debug: , when: y}\n${named('c')}`,
    }).load();
    const tasks = writtenTasks(first!);
    expect(tasks.map(nameOf)).toEqual(['a', 'b', 'c', 'd']);
    expect(accumulated(tasks[1]!, 'when').map(({ value }) => value)).toEqual(['x', 'y']);
    expect(keyword(tasks[2]!, 'tags')?.value).toEqual(['t']);
    expect(keyword(tasks[3]!, 'when')).toBeUndefined();
    expect(project.findings).toEqual([]);
  });

  it.each([
    ['a loop', '- {import_tasks: t.yml, loop: [1]}', 'loop-on-import'],
    ['a missing file', '- import_tasks: none.yml', 'missing-file'],
    ['no file', '- import_tasks:', 'import-without-file'],
    ['a file that imports itself', '- import_tasks: self.yml', 'import-loop'],
  ])('reports %s', (_what, task, code) => {
    open({
      'site.yml': play(`tasks:\n${task}`),
      't.yml': named('a'),
      'self.yml': '- import_tasks: self.yml\n',
    }).load();
    expect(codes()).toContain(code);
  });
});

describe('roles', () => {
  it.each<[string, string, string[]]>([
    ['beside the playbook before roles_path', 'roles/r', ['path/r', 'r']],
    ['in roles_path before the playbook itself', 'path/r', ['r']],
    ['as a directory beside the playbook', 'r', []],
  ])('are found %s', (_what, place, others) => {
    const files = Object.fromEntries(
      [place, ...others].map((dir) => [`${dir}/tasks/main.yml`, named(dir.replace('/', '_'))]),
    );
    expect(roleOrder({ 'site.yml': play('roles: [r]'), ...files }, ['path'])).toEqual([
      place.replace('/', '_'),
    ]);
  });

  it('are found in a collection by their full name', () => {
    const files = { 'collections/ansible_collections/ns/col/roles/r/tasks/main.yml': named('found') };
    expect(roleOrder({ 'site.yml': play('roles: [ns.col.r]'), ...files })).toEqual(['found']);
  });

  it('run their dependencies first, depth first', () => {
    const depends = (...names: string[]): string => `dependencies: [${names.join(', ')}]\n`;
    const order = roleOrder({
      'site.yml': play('roles: [a, d]'),
      ...Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((name) => [`roles/${name}/tasks/main.yml`, named(name)]),
      ),
      'roles/a/meta/main.yml': depends('b', 'd'),
      'roles/b/meta/main.yml': depends('c'),
    });
    expect(order).toEqual(['c', 'b', 'd', 'a', 'd']);
  });

  it('may not depend on themselves', () => {
    open({
      'site.yml': play('roles: [a]'),
      'roles/a/meta/main.yml': 'dependencies: [b]\n',
      'roles/b/meta/main.yml': 'dependencies: [a]\n',
    }).load();
    expect(project.findings[0]).toMatchObject({
      code: 'circular-role-dependency',
      message: 'the role a depends on itself: a → b → a',
    });
  });

  it('that are missing are reported with the places tried and a name that is close', () => {
    open({ 'site.yml': play('roles: [websrv]'), 'roles/websrvr/tasks/main.yml': '' }).load();
    expect(project.findings[0]).toMatchObject({ code: 'missing-role', fix: 'did you mean "websrvr"?' });
    expect(project.findings[0]!.notes.length).toBeGreaterThan(0);
  });

  it('begin by checking their arguments when they have a specification', () => {
    const [first] = open({
      'site.yml': play('roles: [r]'),
      'roles/r/tasks/main.yml': named('own'),
      'roles/r/meta/argument_specs.yml':
        'argument_specs: {main: {short_description: Does it, options: {port: {type: int}}}}\n',
    }).load();
    const [check, own] = [...tasksIn(first!.roles[0]!.tasks)];
    expect(nameOf(check!)).toBe("Validating arguments against arg spec 'main' - Does it");
    expect(check).toMatchObject({ implicit: true, action: 'ansible.builtin.validate_argument_spec' });
    expect(keyword(check!, 'tags')?.value).toEqual(['always']);
    expect(nameOf(own!)).toBe('own');
  });

  it('bring their handlers before those of the play', () => {
    const [first] = open({
      'site.yml': play(`roles: [r]\nhandlers:\n${named('own')}`),
      'roles/r/handlers/main.yml': named('of the role'),
    }).load();
    expect([...tasksIn(first!.handlers)].map(nameOf)).toEqual(['of the role', 'own']);
  });
});

describe('import_playbook', () => {
  it('puts its plays in place, with its keywords around them', () => {
    const plays = open({
      'site.yml': `${play('name: first')}- {import_playbook: sub/b.yml, vars: {v: 1}, tags: t, when: x}\n${play('name: last')}`,
      'sub/b.yml': play(`name: inner\ntasks:\n${named('a')}`),
    }).load();
    expect(plays.map(nameOf)).toEqual(['first', 'inner', 'last']);
    const [task] = writtenTasks(plays[1]!);
    expect(plays[1]!.basedir).toBe(`${project.directory}/sub`);
    expect(keyword(task!, 'tags')?.value).toBe('t');
    expect(accumulated(task!, 'when').map(({ value }) => value)).toEqual(['x']);
  });

  it('may not import itself', () => {
    open({ 'site.yml': '- import_playbook: site.yml\n' }).load();
    expect(codes()).toContain('import-loop');
  });
});

describe('what is no playbook', () => {
  it.each([
    ['an empty file', '', 'empty-playbook'],
    ['a mapping', 'hosts: all\n', 'not-a-playbook'],
  ])('%s cannot be read at all', (_what, text, code) => {
    open({ 'site.yml': text });
    try {
      project.load();
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      expect(error.diagnostics[0]!.code).toBe(code);
    }
  });

  it.each([
    ['a play that is text', '- all\n', 'not-a-play'],
    ['a play without hosts', '- tasks: []\n', 'hosts-missing'],
    ['a play with empty hosts', '- hosts: []\n', 'hosts-empty'],
    ['roles that are no list', play('roles: r'), 'bad-roles'],
    ['tasks that are no list', play('tasks: {debug: }'), 'not-a-task-list'],
    ['a task that is text', play('tasks: [debug]'), 'not-a-task'],
    ['a rescue alone', play('tasks: [{rescue: []}]'), 'block-missing'],
    ['a misspelt keyword', play('gather_fact: no'), 'unknown-keyword'],
    ['a misspelt module', play('tasks: [{debgu: }]'), 'unknown-module'],
    ['two modules', play('tasks: [{debug: , command: ls}]'), 'conflicting-actions'],
    ['two loops', play('tasks: [{debug: , loop: [], with_items: []}]'), 'two-loops'],
  ])('%s is reported', (_what, text, code) => {
    open({ 'site.yml': text }).load();
    expect(codes()).toContain(code);
  });

  it('reports everything at once', () => {
    open({ 'site.yml': play('roles: r\ntasks: [{debgu: }, {copyy: }]') }).load();
    expect(codes()).toEqual(['bad-roles', 'unknown-module', 'unknown-module']);
  });
});
