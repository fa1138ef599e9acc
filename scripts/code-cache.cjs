'use strict';
// Runs a small playbook that uses most of the program, here and on a port where nobody listens, and keeps what V8
// compiled for it beside the bundle (see bin/load.cjs).
const { mkdtempSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { load } = require('../bin/load.cjs');

const playbook = `
- hosts: all
  gather_facts: false
  ignore_unreachable: true
  vars: {greeting: "{{ 'hello' | upper }}", folder: "{{ playbook_dir }}"}
  handlers:
    - {name: told, debug: {msg: "{{ greeting }}"}}
  tasks:
    - setup:
    - {template: {src: a.j2, dest: "{{ folder }}/a", mode: "0600"}, diff: true, notify: told}
    - {copy: {content: "{{ greeting }}", dest: "{{ folder }}/b"}}
    - {file: {path: "{{ folder }}/c", state: directory}}
    - {lineinfile: {path: "{{ folder }}/b", line: more}}
    - {command: "true", register: result, changed_when: result.rc != 0}
    - {shell: "echo {{ item }}", loop: [1, 2], when: item | int > 1}
    - block: [{fail: {msg: no}}]
      rescue: [{set_fact: {rescued: true}}]
`;

const folder = mkdtempSync(join(tmpdir(), 'meshwright-build-'));
const write = (name, text) => writeFileSync(join(folder, name), text);
write('hosts', 'here ansible_connection=local\nnobody ansible_host=127.0.0.1 ansible_port=1\n');
write('ansible.cfg', '[defaults]\n');
write('site.yml', playbook);
write('a.j2', '{% for line in [greeting, folder] %}\n{{ loop.index }} {{ line }}\n{% endfor %}\n');
process.chdir(folder);
process.env.ANSIBLE_CONFIG = join(folder, 'ansible.cfg');

const { program, script, cache } = load();
program
  .main('meshwright-playbook', [process.argv[0], 'meshwright-playbook', '-i', 'hosts', 'site.yml'])
  .then(() => {
    writeFileSync(`${cache}.${process.pid}`, script.createCachedData());
    renameSync(`${cache}.${process.pid}`, cache);
    process.exitCode = 0;
  })
  .finally(() => rmSync(folder, { recursive: true }));
