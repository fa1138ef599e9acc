import type { BadInputCase } from './badInputCase.js';

/** YAML that cannot be read. */
export const yamlCases: readonly BadInputCase[] = [
  {
    name: 'a quote that is never closed',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "hello\n    - debug:\n',
    },
    exit: 4,
    cause: 'never closed',
    at: ['site.yml:5:14'],
    fix: 'closing " quote',
  },
  {
    name: 'a second colon on a line',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - name: install: nginx\n      debug:\n',
    },
    exit: 4,
    cause: 'a second ": "',
    at: ['site.yml:4:20'],
    fix: 'quotes',
  },
  {
    name: 'indentation that fits no level',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: a\n       var: b\n',
    },
    exit: 4,
    cause: 'indentation',
    at: ['site.yml:6:8'],
    fix: 'Align',
  },
  {
    name: 'a template without quotes',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: {{ x }}\n',
    },
    exit: 4,
    cause: 'has to be quoted',
    at: ['site.yml:5:14'],
    fix: 'double quotes',
  },
  {
    name: 'an alias without anchor',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  vars:\n    a: *nobody\n  tasks: []\n',
    },
    exit: 4,
    cause: '*nobody',
    at: ['site.yml:4:8'],
    fix: '&nobody',
  },
  {
    name: 'a quote that is never closed, in a role',
    files: {
      'roles/r/tasks/main.yml': '- debug:\n    msg: "x\n- debug:\n',
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
    },
    exit: 4,
    cause: 'never closed',
    at: ['roles/r/tasks/main.yml:2:10'],
    fix: 'closing " quote',
  },
  {
    name: 'a value that begins with a percent sign',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: %foo\n',
    },
    exit: 4,
    cause: 'cannot begin with %',
    at: ['site.yml:5:14'],
    fix: 'quotes',
  },
  {
    name: 'a tab in a file of variables',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  vars_files: [v.yml]\n  tasks: []\n',
      'v.yml': 'a:\n\tb: 1\n',
    },
    exit: 4,
    cause: 'tab',
    at: ['v.yml:2:1'],
    fix: 'spaces',
  },
  {
    name: 'an unknown tag',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  vars:\n    a: !secret x\n  tasks: []\n',
    },
    exit: 4,
    cause: '!secret',
    at: ['site.yml:4:16'],
    fix: '!vault',
  },
  {
    name: 'text after a closing quote',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "a" b\n',
    },
    exit: 4,
    cause: 'after the closing quote',
    at: ['site.yml:5:18'],
    fix: 'quotes',
  },
];
