import type { BadInputCase } from './badInputCase.js';

/** Variables that are not there, in every place that can name one. */
export const undefinedCases: readonly BadInputCase[] = [
  {
    name: 'an undefined variable in a task',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  vars: {server_port: 80}\n  tasks:\n    - debug:\n        msg: "port {{ servr_port }}"\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'servr_port' is undefined",
    at: ['site.yml:6:23'],
    fix: 'did you mean "server_port"?',
  },
  {
    name: 'an attribute that is not there',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  vars: {srv: {port: 80}}\n  tasks:\n    - debug:\n        msg: "port {{ srv.prot }}"\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "no attribute 'prot'",
    at: ['site.yml:6:27'],
    fix: 'did you mean "port"?',
  },
  {
    name: 'an undefined variable in a loop',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ item }}"\n      loop: "{{ hots }}"\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'hots' is undefined",
    at: ['site.yml:6:17'],
  },
  {
    name: 'a misspelt loop variable',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: "{{ itm }}"\n      loop: [1]\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'itm' is undefined",
    at: ['site.yml:5:18'],
    fix: 'did you mean "item"?',
  },
  {
    name: 'an undefined variable in a text of several lines',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: |\n          one\n          two {{ thre }}\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'thre' is undefined",
    at: ['site.yml:7:18'],
  },
  {
    name: 'an undefined variable in a condition',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  vars: {enabled: true}\n  tasks:\n    - debug:\n      when: enabeld\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'enabeld' is undefined",
    at: ['site.yml:6:13'],
    fix: 'did you mean "enabled"?',
  },
  {
    name: 'an undefined variable in a list of conditions',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n      when:\n        - true\n        - nobody | bool\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['site.yml:7:11'],
  },
  {
    name: 'a result without that key',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: "true"\n      register: res\n    - debug:\n      when: res.rcc == 0\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "no attribute 'rcc'",
    at: ['site.yml:7:17'],
    fix: 'did you mean "rc"?',
  },
  {
    name: 'an undefined variable in changed_when',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: "true"\n      register: res\n      changed_when: rse.rc == 0\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'rse' is undefined",
    at: ['site.yml:6:21'],
    fix: 'did you mean "res"?',
  },
  {
    name: 'a result without that key, in until',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: "true"\n      register: res\n      until: res.cr == 0\n      retries: 1\n      delay: 0\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "no attribute 'cr'",
    at: ['site.yml:6:18'],
  },
  {
    name: 'an undefined variable in a template',
    files: {
      'templates/a.j2': 'x\n{% for h in hosst %}\n{{ h }}\n{% endfor %}\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - template: {src: a.j2, dest: /tmp/never, mode: "0644"}\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'hosst' is undefined",
    at: ['templates/a.j2:2:13'],
  },
  {
    name: 'an attribute that is not there, in a template',
    files: {
      'templates/a.j2': 'x\n  port={{ srv.prot }}\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  vars: {srv: {port: 1}}\n  tasks:\n    - template: {src: a.j2, dest: /tmp/never}\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "no attribute 'prot'",
    at: ['templates/a.j2:2:15'],
    fix: 'did you mean "port"?',
  },
  {
    name: 'an undefined variable in an included template',
    files: {
      'templates/a.j2': '{% include "b.j2" %}\n',
      'templates/b.j2': 'ok\n{{ nobody }}\n',
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - template: {src: a.j2, dest: /tmp/never}\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['templates/b.j2:2:4'],
  },
  {
    name: 'an undefined variable in a template lookup',
    files: {
      'templates/a.j2': 'ok\n{{ nobody }}\n',
      'site.yml':
        "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug:\n        msg: \"{{ lookup('template', 'a.j2') }}\"\n",
    },
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['templates/a.j2:2:4'],
  },
  {
    name: 'an undefined variable in a default of a role',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
      'roles/r/defaults/main.yml': 'url: "http://{{ hostnam }}/"\nhostname_: x\n',
      'roles/r/tasks/main.yml': '- debug:\n    msg: "{{ url }}"\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'hostnam' is undefined",
    at: ['roles/r/defaults/main.yml:1:17'],
    fix: 'did you mean "hostname_"?',
  },
  {
    name: 'an undefined variable behind two defaults',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
      'roles/r/defaults/main.yml': 'a: "{{ b }}"\nb: "{{ c }}"\n',
      'roles/r/tasks/main.yml': '- debug:\n    msg: "{{ a }}"\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'c' is undefined",
    at: ['roles/r/defaults/main.yml:2:8'],
  },
  {
    name: 'an undefined variable in vars of a role',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
      'roles/r/vars/main.yml': 'x:\n  - name: "{{ nobody }}"\n',
      'roles/r/tasks/main.yml': '- debug:\n    msg: "{{ item.name }}"\n  loop: "{{ x }}"\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['roles/r/vars/main.yml:2:15'],
  },
  {
    name: 'a default that a condition needs',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  roles: [r]\n',
      'roles/r/defaults/main.yml': 'on_: "{{ nobody }}"\n',
      'roles/r/tasks/main.yml': '- debug:\n  when: on_ | bool\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['roles/r/defaults/main.yml:1:10'],
  },
  {
    name: 'an undefined variable in group_vars',
    files: {
      'group_vars/all.yml': 'x: 1\nurl: "http://{{ nobdy }}"\n',
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: "{{ url }}"}\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'nobdy' is undefined",
    at: ['group_vars/all.yml:2:17'],
  },
  {
    name: 'an undefined variable in a YAML inventory',
    files: {
      'hosts.yml':
        'all:\n  hosts:\n    localhost:\n      ansible_connection: local\n      url: "{{ nobody }}"\n',
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: "{{ url }}"}\n',
    },
    args: ['-i', 'hosts.yml'],
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['hosts.yml:5:16'],
  },
  {
    name: 'an undefined variable in host_vars',
    files: {
      'host_vars/localhost.yml': 'url: "{{ nobody.x }}"\n',
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: "{{ url }}"}\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['host_vars/localhost.yml:1:10'],
  },
  {
    name: 'an undefined variable in an INI inventory',
    files: {
      hosts: '[web]\nlocalhost ansible_connection=local\n[web:vars]\na=1\nurl={{ nobody }}\n',
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: "{{ url }}"}\n',
    },
    args: ['-i', 'hosts'],
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['hosts:5:8'],
  },
];
