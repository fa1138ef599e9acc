import type { BadInputCase } from './badInputCase.js';

/** Arguments that modules and roles do not take. */
export const argumentsCases: readonly BadInputCase[] = [
  {
    name: 'a boolean that is none',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - file:\n        path: /tmp/never\n        state: absent\n        recurse: perhaps\n',
    },
    exit: 4,
    ansible: 2,
    cause: 'valid boolean',
    at: ['site.yml:7:18'],
  },
  {
    name: 'a number that is none',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - wait_for:\n        port: http\n',
    },
    exit: 4,
    ansible: 2,
    cause: 'cannot be converted to an int',
    at: ['site.yml:5:15'],
  },
  {
    name: 'arguments that exclude each other',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy:\n        src: a\n        content: b\n        dest: /tmp/never\n',
    },
    exit: 4,
    ansible: 2,
    cause: 'mutually exclusive',
    at: ['site.yml:6:18'],
  },
  {
    name: 'a misspelt argument in key=value',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy: content=x dset=/tmp/never\n',
    },
    exit: 4,
    ansible: 2,
    cause: 'dset',
    at: ['site.yml:4:7'],
    fix: 'did you mean "dest"?',
  },
  {
    name: 'a role without a required argument',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  roles:\n    - role: r\n      vars: {prot: 1}\n',
      'roles/r/meta/argument_specs.yml':
        'argument_specs:\n  main:\n    options:\n      port: {type: int, required: true}\n',
      'roles/r/tasks/main.yml': '[]\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: 'missing required arguments: port',
    at: ['site.yml:4:13'],
  },
  {
    name: 'a misspelt argument',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        mesg: x\n',
    },
    exit: 4,
    ansible: 2,
    cause: 'mesg',
    at: ['site.yml:5:9'],
    fix: 'did you mean "msg"?',
  },
  {
    name: 'a quote in free-form arguments',
    files: {
      'site.yml': "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: echo 'x\n",
    },
    exit: 4,
    cause: 'never closed',
    at: ['site.yml:4:7'],
    fix: 'balance',
  },
];
