import type { BadInputCase } from './badInputCase.js';

/** Words that are no keywords. */
export const keywordsCases: readonly BadInputCase[] = [
  {
    name: 'a misspelt keyword of a task',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n      become_usr: root\n',
    },
    exit: 4,
    cause: 'become_usr',
    at: ['site.yml:5:7'],
    fix: 'did you mean "become_user"?',
  },
  {
    name: 'a misspelt keyword of a play',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  strategi: free\n  tasks: []\n',
    },
    exit: 4,
    cause: 'strategi',
    at: ['site.yml:3:3'],
    fix: 'did you mean "strategy"?',
  },
  {
    name: 'a misspelt keyword of a handler',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks: []\n  handlers:\n    - name: x\n      debug:\n      listn: y\n',
    },
    exit: 4,
    cause: 'listn',
    at: ['site.yml:7:7'],
    fix: 'did you mean "listen"?',
  },
  {
    name: 'a misspelt loop',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n      with_itmes: [1]\n',
    },
    exit: 4,
    cause: 'with_itmes',
    at: ['site.yml:5:7'],
    fix: 'did you mean "with_items"?',
  },
  {
    name: 'a misspelt argument of include_tasks',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - include_tasks:\n        fil: r\n',
    },
    exit: 4,
    cause: 'fil',
    at: ['site.yml:5:9'],
    fix: 'did you mean "file"?',
  },
  {
    name: 'a misspelt meta action',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - meta: flush_handler\n',
    },
    exit: 1,
    cause: 'flush_handler',
    at: ['site.yml:4:7'],
    fix: 'did you mean "flush_handlers"?',
  },
  {
    name: 'a misspelt strategy',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  strategy: linaer\n  tasks:\n    - debug:\n',
    },
    exit: 1,
    cause: 'linaer',
    at: ['site.yml:3:13'],
    fix: 'did you mean "linear"?',
  },
  {
    name: 'a misspelt keyword after a module',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n      conection: local\n',
    },
    exit: 4,
    cause: 'conection',
    at: ['site.yml:5:7'],
    fix: 'did you mean "connection"?',
  },
];
