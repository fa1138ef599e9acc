import type { BadInputCase } from './badInputCase.js';

/** Modules that do not exist. */
export const modulesCases: readonly BadInputCase[] = [
  {
    name: 'a misspelt module',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - servce:\n        name: x\n',
    },
    exit: 4,
    cause: "'servce'",
    at: ['site.yml:4:7'],
    fix: 'did you mean "service"?',
  },
  {
    name: 'a misspelt module with its full name',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - ansible.builtin.coppy:\n        src: x\n',
    },
    exit: 4,
    cause: 'ansible.builtin.coppy',
    at: ['site.yml:4:7'],
    fix: 'did you mean "ansible.builtin.copy"?',
  },
  {
    name: 'a misspelt module in a role',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
      'roles/r/tasks/main.yml': '- name: x\n  lineinfil:\n    path: x\n',
    },
    exit: 4,
    cause: 'lineinfil',
    at: ['roles/r/tasks/main.yml:2:3'],
    fix: 'did you mean "lineinfile"?',
  },
  {
    name: 'a misspelt module in a block',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - block:\n        - sysctll:\n            name: x\n',
    },
    exit: 4,
    cause: 'sysctll',
    at: ['site.yml:5:11'],
    fix: 'did you mean "sysctl"?',
  },
];
