import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestProject } from '../../test/support/project.js';
import { type Node, tasksIn } from './ast.js';
import { searchedCollections } from './collectionSearch.js';
import { Collections } from './collections.js';
import { SourceFiles } from './sourceFiles.js';

let project: TestProject;
beforeEach(() => {
  project = new TestProject({ 'collections/ansible_collections/acme/net/meta/runtime.yml': '{}' });
});
afterEach(() => project.remove());

function collections(): Collections {
  const files = new SourceFiles({ onDiagnostic: (finding) => expect.fail(finding.message) });
  return new Collections([`${project.directory}/collections`], files);
}

describe('Collections', () => {
  it('finds a collection below a configured path, whether or not that ends in ansible_collections', () => {
    const path = `${project.directory}/collections/ansible_collections/acme/net`;
    expect(collections().directory('acme.net')).toBe(path);
    expect(collections().directory('acme.none')).toBeUndefined();
    expect(collections().directory('../../etc.x')).toBeUndefined();
    expect(collections().around(`${path}/playbooks/site.yml`)).toBe('acme.net');
  });

  it('finds playbooks by their qualified names', () => {
    project.write('collections/ansible_collections/acme/net/playbooks/day/one.yml', '[]');
    const file = `${project.directory}/collections/ansible_collections/acme/net/playbooks/day/one.yml`;
    expect(collections().playbook('acme.net.day.one')).toBe(file);
    expect(collections().playbook('acme.net.day.one.yml')).toBe(file);
    expect(collections().playbook('acme.net.two')).toBeUndefined();
  });
});

describe('searchedCollections', () => {
  function searched(play: string): string[] {
    project.write('site.yml', play);
    const [found] = project.load();
    const [task] = [...tasksIn([...found!.tasks, ...found!.roles.flatMap((role) => role.tasks)])];
    return searchedCollections(task as Node);
  }

  it.each([
    ['- hosts: all\n  tasks: [{debug: {}}]', []],
    ['- hosts: all\n  collections: [a.b]\n  tasks: [{debug: {}}]', ['a.b', 'ansible.legacy']],
    [
      '- hosts: all\n  collections: [ansible.builtin, a.b]\n  tasks: [{debug: {}}]',
      ['ansible.builtin', 'a.b'],
    ],
    [
      '- hosts: all\n  collections: [a.b]\n  tasks: [{debug: {}, collections: c.d}]',
      ['c.d', 'ansible.legacy'],
    ],
  ])('%s', (play, expected) => {
    expect(searched(play)).toEqual(expected);
  });

  it('begins a role of a collection with its own', () => {
    const role = 'collections/ansible_collections/acme/net/roles/web';
    project.write(`${role}/tasks/main.yml`, '- debug: {}');
    project.write(`${role}/meta/main.yml`, 'collections: [c.d]');
    const play = '- hosts: all\n  collections: [x.y]\n  roles: [acme.net.web]';
    expect(searched(play)).toEqual(['acme.net', 'c.d', 'ansible.builtin']);
  });
});
