import type { BadInputCase } from './badInputCase.js';

/** YAML that can be read, of the wrong shape. */
export const typesCases: readonly BadInputCase[] = [
  {
    name: 'tasks that are a mapping',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    debug:\n      msg: x\n',
    },
    exit: 4,
    cause: 'should be a list',
    at: ['site.yml:4:5'],
    fix: '- ',
  },
  {
    name: 'a task that is a text',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug\n',
    },
    exit: 4,
    cause: 'must be a mapping',
    at: ['site.yml:4:7'],
  },
  {
    name: 'variables that are a list of texts',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  vars:\n    - a\n  tasks: []\n',
    },
    exit: 4,
    cause: 'Vars in a Play',
    at: ['site.yml:4:5'],
    fix: 'mapping',
  },
  {
    name: 'hosts that are a mapping',
    files: {
      'site.yml': '- hosts: {a: 1}\n  tasks: []\n',
    },
    exit: 4,
    cause: 'is a pattern or a list of patterns',
    at: ['site.yml:1:10'],
    fix: 'PATTERN',
  },
  {
    name: 'roles that are a mapping',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles:\n    web: x\n',
    },
    exit: 4,
    cause: 'must be a list of roles',
    at: ['site.yml:4:5'],
  },
  {
    name: 'tags that are a mapping',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n      tags: {a: 1}\n',
    },
    exit: 1,
    cause: 'tags must be specified as a list',
    at: ['site.yml:5:13'],
    fix: 'tags: a',
  },
  {
    name: 'a block that holds a mapping',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - block:\n        debug:\n',
    },
    exit: 4,
    cause: 'list of tasks',
    at: ['site.yml:5:9'],
    fix: '- ',
  },
  {
    name: 'a name that is a list',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - name: [a]\n      debug:\n',
    },
    exit: 4,
    cause: '"name" must be a text',
    at: ['site.yml:4:13'],
  },
  {
    name: 'arguments of a module that are a list',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: [a, b]\n',
    },
    exit: 4,
    cause: 'debug',
    at: ['site.yml:4:7'],
  },
  {
    name: 'tasks of a role that are a mapping',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
      'roles/r/tasks/main.yml': 'debug:\n  msg: x\n',
    },
    exit: 4,
    cause: 'list of tasks',
    at: ['roles/r/tasks/main.yml:1:1'],
    fix: '- ',
  },
  {
    name: 'defaults of a role that are a list',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
      'roles/r/defaults/main.yml': '- a\n',
    },
    exit: 4,
    cause: 'mapping of variables',
    at: ['roles/r/defaults/main.yml:1:1'],
  },
  {
    name: 'a play that is a text',
    files: {
      'site.yml': '- all\n',
    },
    exit: 4,
    cause: 'must be a mapping',
    at: ['site.yml:1:3'],
  },
];
