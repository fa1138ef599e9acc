import type { BadInputCase } from './badInputCase.js';

/** Templates that cannot be compiled, and filters, tests and lookups misused. */
export const templatesCases: readonly BadInputCase[] = [
  {
    name: 'a tag that is never closed',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ name "\n',
    },
    exit: 4,
    ansible: 2,
    cause: 'unexpected end of template',
    at: ['site.yml:5:23'],
  },
  {
    name: 'a misspelt end of a block',
    files: {
      'templates/a.j2': 'a\n{% if x %}\n{% endfi %}\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - template: {src: a.j2, dest: /tmp/never}\n',
    },
    exit: 4,
    ansible: 2,
    cause: "unknown tag 'endfi'",
    at: ['templates/a.j2:3:4'],
    fix: 'did you mean "endif"?',
  },
  {
    name: 'an assignment in a condition',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n      when: a = 1\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "got '='",
    at: ['site.yml:5:15'],
  },
  {
    name: 'a parenthesis that is never closed',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ (1 + 2 }}"\n',
    },
    exit: 4,
    ansible: 2,
    cause: "expected ')'",
    at: ['site.yml:5:25'],
  },
  {
    name: 'a misspelt tag',
    files: {
      'templates/a.j2': 'a\n{% fro x in y %}\n{% endfor %}\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - template: {src: a.j2, dest: /tmp/never}\n',
    },
    exit: 4,
    ansible: 2,
    cause: "unknown tag 'fro'",
    at: ['templates/a.j2:2:4'],
    fix: 'did you mean "for"?',
  },
  {
    name: 'a quote in a template that is never closed',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ \'x }}"\n',
    },
    exit: 4,
    ansible: 2,
    cause: 'unexpected char',
    at: ['site.yml:5:18'],
    fix: 'same quote',
  },
  {
    name: 'a misspelt filter',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ [1] | jion(\',\') }}"\n',
    },
    exit: 4,
    ansible: 2,
    cause: "'jion'",
    at: ['site.yml:5:24'],
    fix: 'did you mean "join"?',
  },
  {
    name: 'a misspelt test',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n      when: x is defind\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'defind'",
    at: ['site.yml:5:18'],
    fix: 'did you mean "defined"?',
  },
  {
    name: 'an argument that a filter does not take',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ [1] | join(sep=\',\') }}"\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "keyword argument 'sep'",
    at: ['site.yml:5:24'],
  },
  {
    name: 'a filter on a value of another type',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ 5 | length }}"\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: 'no len()',
    at: ['site.yml:5:22'],
  },
  {
    name: 'a misspelt lookup',
    files: {
      'site.yml':
        "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: \"{{ lookup('fil', 'x') }}\"\n",
    },
    exit: 2,
    severity: 'fatal',
    cause: "'fil'",
    at: ['site.yml:5:18'],
    fix: 'did you mean "file"?',
  },
  {
    name: 'a misspelt filter with its full name',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ 1 | ansible.builtin.too_json }}"\n',
    },
    exit: 4,
    ansible: 2,
    cause: 'too_json',
    at: ['site.yml:5:22'],
    fix: 'did you mean "to_json"?',
  },
  {
    name: 'a misspelt filter in a template',
    files: {
      'templates/a.j2': 'a\n b {{ x | uper }}\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - template: {src: a.j2, dest: /tmp/never}\n',
    },
    exit: 4,
    ansible: 2,
    cause: "'uper'",
    at: ['templates/a.j2:2:11'],
    fix: 'did you mean "upper"?',
  },
];
