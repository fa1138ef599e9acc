import type { BadInputCase } from './badInputCase.js';

/** Files, roles and handlers that are not there. */
export const missingCases: readonly BadInputCase[] = [
  {
    name: 'a role below a file',
    files: { 'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [hosts/x]\n', hosts: '' },
    exit: 1,
    cause: "the role 'hosts/x' was not found",
    at: ['site.yml:3:11'],
  },
  {
    name: 'a list of hosts below a file',
    tasks: '- debug:',
    args: ['--limit', '@site.yml/hosts'],
    exit: 1,
    cause: 'Unable to find limit file site.yml/hosts',
    at: [],
    fix: 'Check the path',
  },
  {
    name: 'a missing dependency of a role',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [a]\n',
      'roles/a/meta/main.yml': 'dependencies:\n  - role: basse\n',
      'roles/base/tasks/main.yml': '[]\n',
      'roles/a/tasks/main.yml': '[]\n',
    },
    exit: 1,
    cause: "'basse' was not found",
    at: ['roles/a/meta/main.yml:2:11'],
    fix: 'did you mean "base"?',
  },
  {
    name: 'a missing imported role',
    files: {
      'roles/nginx/tasks/main.yml': '[]\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - import_role:\n        name: ngnix\n',
    },
    exit: 1,
    cause: "'ngnix' was not found",
    at: ['site.yml:5:15'],
    fix: 'did you mean "nginx"?',
  },
  {
    name: 'a missing included role',
    files: {
      'roles/nginx/tasks/main.yml': '[]\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - include_role:\n        name: ngnix\n',
    },
    exit: 1,
    ansible: 2,
    cause: "'ngnix' was not found",
    at: ['site.yml:5:15'],
    fix: 'did you mean "nginx"?',
  },
  {
    name: 'a missing entry of a role',
    files: {
      'roles/nginx/tasks/install.yml': '[]\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - import_role:\n        name: nginx\n        tasks_from: instal\n',
    },
    exit: 4,
    cause: 'tasks/instal',
    at: ['site.yml:5:15'],
    fix: 'did you mean "install"?',
  },
  {
    name: 'a missing imported task file',
    files: {
      'tasks/setup.yml': '[]\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - import_tasks: tasks/setpu.yml\n',
    },
    exit: 1,
    cause: 'tasks/setpu.yml',
    at: ['site.yml:4:7'],
    fix: 'did you mean "setup.yml"?',
  },
  {
    name: 'a missing included task file',
    files: {
      'setup.yml': '[]\n',
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - include_tasks: setpu.yml\n',
    },
    exit: 1,
    ansible: 2,
    cause: 'setpu.yml',
    at: ['site.yml:4:7'],
    fix: 'did you mean "setup.yml"?',
  },
  {
    name: 'a missing imported playbook',
    files: {
      'site.yml': '- import_playbook: webb.yml\n',
      'web.yml': '- hosts: localhost\n  gather_facts: false\n  tasks: []\n',
    },
    exit: 1,
    cause: 'webb.yml',
    at: ['site.yml:1:20'],
  },
  {
    name: 'a missing file of include_vars',
    files: {
      'vars/a.yml': 'a: 1\n',
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - include_vars: aa.yml\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'aa.yml'",
    at: ['site.yml:4:7'],
  },
  {
    name: 'a missing template',
    files: {
      'templates/nginx.conf.j2': 'x\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - template:\n        src: ngnix.conf.j2\n        dest: /tmp/never\n',
    },
    exit: 4,
    ansible: 2,
    cause: "'ngnix.conf.j2'",
    at: ['site.yml:5:14'],
    fix: 'did you mean "nginx.conf.j2"?',
  },
  {
    name: 'a missing file of copy',
    files: {
      'files/motd': 'x\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy:\n        src: modt\n        dest: /tmp/never\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'modt'",
    at: ['site.yml:4:7'],
  },
  {
    name: 'a missing handler of a role',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
      'roles/r/tasks/main.yml': '- command: "true"\n  notify: reload\n',
      'roles/r/handlers/main.yml': '- name: reloaded\n  debug:\n',
    },
    exit: 1,
    cause: "'reload'",
    at: ['roles/r/tasks/main.yml:2:11'],
    fix: 'did you mean "reloaded"?',
  },
  {
    name: 'one missing handler of several',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: "true"\n      notify:\n        - a\n        - bb\n  handlers:\n    - name: a\n      debug:\n',
    },
    exit: 1,
    cause: "'bb'",
    at: ['site.yml:7:11'],
    fix: 'handlers',
  },
  {
    name: 'a missing vars file',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  vars_files: [vars/mian.yml]\n  tasks: []\n',
      'vars/main.yml': 'a: 1\n',
    },
    exit: 1,
    cause: 'vars/mian.yml',
    at: ['site.yml:3:16'],
    fix: 'did you mean "main.yml"?',
  },
];
