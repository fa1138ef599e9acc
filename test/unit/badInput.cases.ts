/** A project with one mistake, and what the program has to say about it. */
export interface BadInputCase {
  readonly name: string;
  /** Files of the project; `site.yml` is the playbook. Without it: one play with `tasks`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Tasks of the one play of `site.yml`, indented by four; the first stands on line 4. */
  readonly tasks?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit status; ansible-playbook's for the same project unless `ansible` says otherwise. */
  readonly exit: number;
  /** ansible-playbook's status where this program finds the mistake earlier. */
  readonly ansible?: number;
  readonly severity?: 'error' | 'warning' | 'fatal';
  /** Part of the message. */
  readonly cause: string;
  /** `file:line:col`, several for findings with more than one place. */
  readonly at: readonly string[];
  /** Part of the remedy; absent where the message says it all. */
  readonly fix?: string;
}

const yamlAndStructure: readonly BadInputCase[] = [
  {
    name: 'a tab in YAML',
    files: { 'site.yml': '- hosts: all\n  tasks:\n\t- debug:\n' },
    exit: 4,
    cause: 'tab',
    at: ['site.yml:3:1'],
    fix: 'space',
  },
  {
    name: 'a duplicate key',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  vars:\n    port: 1\n    port: 2\n  tasks: []\n',
    },
    exit: 0,
    severity: 'warning',
    cause: 'port',
    at: ['site.yml:5:5', 'site.yml:4:5'],
  },
  {
    name: 'a playbook that is not a list',
    files: { 'site.yml': 'hosts: all\ntasks: []\n' },
    exit: 4,
    cause: 'a playbook must be a list of plays',
    at: ['site.yml:1:1'],
    fix: '- hosts:',
  },
  {
    name: 'an empty playbook',
    files: { 'site.yml': '' },
    exit: 4,
    cause: 'is empty',
    at: ['site.yml:1:1'],
    fix: 'at least one play',
  },
  {
    name: 'a play without hosts',
    files: { 'site.yml': '- name: nobody\n  tasks: []\n' },
    exit: 4,
    cause: "'hosts' is required",
    at: ['site.yml:1:3'],
    fix: 'hosts: PATTERN',
  },
];

const keywords: readonly BadInputCase[] = [
  {
    name: 'a misspelt module',
    tasks: '- comand: id\n',
    exit: 4,
    cause: "couldn't resolve module/action 'comand'",
    at: ['site.yml:4:7'],
    fix: 'did you mean "command"?',
  },
  {
    name: 'a module of an unknown collection',
    tasks: '- acme.cloud.gadget:\n        size: 3\n',
    exit: 4,
    cause: "couldn't resolve module/action 'acme.cloud.gadget'",
    at: ['site.yml:4:7'],
    fix: 'install the collection acme.cloud',
  },
  {
    name: 'a misspelt keyword of a task',
    tasks: '- debug:\n      wehn: true\n',
    exit: 4,
    cause: '"wehn" is neither a keyword of tasks nor a module',
    at: ['site.yml:5:7'],
    fix: 'did you mean "when"?',
  },
  {
    name: 'an unknown keyword of a play',
    files: { 'site.yml': '- hosts: all\n  gather_fact: false\n  tasks: []\n' },
    exit: 4,
    cause: "'gather_fact' is not a valid attribute for a Play",
    at: ['site.yml:2:3'],
    fix: 'did you mean "gather_facts"?',
  },
  {
    name: 'an unknown keyword of a block',
    tasks: '- block:\n        - debug:\n      recsue: []\n',
    exit: 4,
    cause: "'recsue' is not a valid attribute for a block",
    at: ['site.yml:6:7'],
    fix: 'did you mean "rescue"?',
  },
  {
    name: 'an unknown key of loop_control',
    tasks: '- debug:\n      loop: [1]\n      loop_control:\n        labell: x\n',
    exit: 4,
    cause: "'labell' is not a valid attribute for a loop_control",
    at: ['site.yml:7:9'],
    fix: 'did you mean "label"?',
  },
  {
    name: 'a keyword that include_tasks does not take',
    files: { 'more.yml': '- debug:\n' },
    tasks: '- include_tasks: more.yml\n      become: true\n',
    exit: 4,
    cause: "'become' is not a valid attribute for include_tasks",
    at: ['site.yml:5:7'],
    fix: 'apply',
  },
  {
    name: 'two actions in one task',
    tasks: '- command: id\n      shell: id\n',
    exit: 4,
    cause: 'this one has command and shell',
    at: ['site.yml:5:7'],
    fix: 'two tasks',
  },
];

const missingFiles: readonly BadInputCase[] = [
  {
    name: 'a missing role',
    files: { 'site.yml': '- hosts: all\n  roles:\n    - nginz\n', 'roles/nginx/tasks/main.yml': '[]\n' },
    exit: 1,
    cause: "the role 'nginz' was not found",
    at: ['site.yml:3:7'],
    fix: 'did you mean "nginx"?',
  },
  {
    name: 'a missing imported task file',
    tasks: '- import_tasks: gone.yml\n',
    exit: 1,
    cause: 'the task file gone.yml was not found',
    at: ['site.yml:4:7'],
    fix: 'create the file or correct its name',
  },
  {
    name: 'a missing included task file',
    tasks: '- include_tasks: gone.yml\n',
    exit: 1,
    ansible: 2,
    cause: 'the task file gone.yml was not found',
    at: ['site.yml:4:7'],
    fix: 'create the file or correct its name',
  },
  {
    name: 'a missing template',
    tasks: '- template:\n        src: gone.j2\n        dest: /tmp/never\n',
    exit: 4,
    ansible: 2,
    cause: "Could not find or access 'gone.j2'",
    at: ['site.yml:5:14'],
    fix: 'templates/',
  },
  {
    name: 'a missing vars file',
    files: {
      'site.yml': '- hosts: localhost\n  gather_facts: false\n  vars_files:\n    - gone.yml\n  tasks: []\n',
    },
    exit: 1,
    cause: 'vars file gone.yml was not found',
    at: ['site.yml:4:7'],
    fix: 'create the file',
  },
  {
    name: 'roles that depend on each other',
    files: {
      'site.yml': '- hosts: all\n  roles:\n    - a\n',
      'roles/a/meta/main.yml': 'dependencies:\n  - b\n',
      'roles/b/meta/main.yml': 'dependencies:\n  - role: a\n',
    },
    exit: 1,
    cause: 'the role a depends on itself: a → b → a',
    at: ['roles/b/meta/main.yml:2:11', 'site.yml:3:7', 'roles/a/meta/main.yml:2:5'],
    fix: 'remove one of the dependencies',
  },
  {
    name: 'a playbook that does not exist',
    files: { 'other.yml': '' },
    args: ['gone.yml'],
    exit: 1,
    cause: 'the playbook: gone.yml could not be found',
    at: [],
    fix: 'check the path',
  },
];

const moduleArguments: readonly BadInputCase[] = [
  {
    name: 'an unsupported argument of a module',
    tasks: '- copy:\n        contents: x\n        dest: /tmp/never\n',
    exit: 4,
    ansible: 2,
    cause: 'Unsupported parameters for (ansible.builtin.copy) module: contents',
    at: ['site.yml:5:9'],
    fix: 'did you mean "content"?',
  },
  {
    name: 'a missing required argument',
    tasks: '- file:\n        state: directory\n',
    exit: 4,
    ansible: 2,
    cause: 'missing required arguments: path',
    at: ['site.yml:4:7'],
  },
  {
    name: 'a value that is not among the choices',
    tasks: '- file:\n        path: /tmp/never\n        state: abssent\n',
    exit: 4,
    ansible: 2,
    cause: 'value of state must be one of',
    at: ['site.yml:6:16'],
    fix: 'did you mean "absent"?',
  },
  {
    name: 'a decimal file mode',
    tasks: '- file:\n        path: /tmp/never\n        state: touch\n        mode: 644\n      when: false\n',
    exit: 0,
    severity: 'warning',
    cause: 'mode: 644 is a decimal number',
    at: ['site.yml:7:15'],
    fix: '"0644"',
  },
  {
    name: 'a role argument of the wrong type',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  roles:\n    - role: net\n      vars:\n        links: [{mtu: big}]\n',
      'roles/net/meta/argument_specs.yml':
        'argument_specs:\n  main:\n    options:\n      links:\n        type: list\n        elements: dict\n        options:\n          mtu: {type: int}\n',
      'roles/net/tasks/main.yml': '[]\n',
    },
    exit: 2,
    severity: 'fatal',
    cause: "argument 'mtu' is of type <class 'str'> found in 'links'.",
    at: ['site.yml:6:23'],
  },
];

const templates: readonly BadInputCase[] = [
  {
    name: 'a syntax error in the template of a task',
    tasks: '- debug:\n        msg: "{{ name | }}"\n',
    exit: 4,
    ansible: 2,
    cause: "got 'end of print statement'",
    at: ['site.yml:5:25'],
  },
  {
    name: 'a syntax error in a template file',
    files: { 'templates/motd.j2': 'hello\n{% if x %}\nworld\n' },
    tasks: '- template:\n        src: motd.j2\n        dest: /tmp/never\n',
    exit: 4,
    ansible: 2,
    cause: 'if',
    at: ['templates/motd.j2:2:', 'site.yml:5:14'],
  },
  {
    name: 'an unknown filter',
    tasks: '- debug:\n        msg: "{{ [1] | joinn }}"\n',
    exit: 4,
    ansible: 2,
    cause: "unknown filter 'joinn'",
    at: ['site.yml:5:24'],
    fix: 'did you mean "join"?',
  },
  {
    name: 'a quoted boolean as condition',
    tasks: '- debug:\n      when: "false"\n',
    exit: 0,
    severity: 'warning',
    cause: 'is a constant in quotes',
    at: ['site.yml:5:14'],
    fix: 'without quotes',
  },
  {
    name: 'an undefined variable in a task',
    tasks: '- debug:\n        msg: "{{ nobody }}"\n',
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['task: site.yml:4:7', 'at site.yml:5:18'],
  },
  {
    name: 'an undefined variable in a template file',
    files: { 'templates/motd.j2': 'hello\n\n  {{ nobody }}\n' },
    tasks: '- template:\n        src: motd.j2\n        dest: never\n',
    exit: 2,
    severity: 'fatal',
    cause: "'nobody' is undefined",
    at: ['site.yml:4:7', 'templates/motd.j2:3:6'],
  },
];

const handlers: readonly BadInputCase[] = [
  {
    name: 'a handler that does not exist',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: "true"\n      notify: restart ngnix\n  handlers:\n    - name: restart nginx\n      debug:\n',
    },
    exit: 1,
    cause: "the handler 'restart ngnix' does not exist in this play",
    at: ['site.yml:5:15'],
    fix: 'did you mean "restart nginx"?',
  },
  {
    name: 'a handler that turns out not to exist in the run',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: "true"\n      notify: "restart {{ \'ngnix\' }}"\n  handlers:\n    - name: restart nginx\n      debug:\n',
    },
    exit: 1,
    cause: "The requested handler 'restart ngnix' was not found",
    at: ['site.yml:4:7'],
    fix: 'did you mean "restart nginx"?',
  },
];

const surroundings: readonly BadInputCase[] = [
  {
    name: 'a bad line of the inventory',
    files: { hosts: '[web]\nweb1 ansible_host=1.2.3.4\nweb2 ansible_host="1.2\n' },
    tasks: '- debug:\n',
    args: ['-i', 'hosts'],
    exit: 0,
    severity: 'warning',
    cause: 'a quote in this line is never closed',
    at: ['hosts:3:19'],
    fix: 'closing quote',
  },
  {
    name: 'extra variables that cannot be read',
    tasks: '- debug:\n',
    args: ['-e', '{a: [}'],
    exit: 4,
    cause: 'a closing "]" is missing',
    at: ['--extra-vars:1:6'],
    fix: 'Add "]"',
  },
  {
    name: 'a file of extra variables that is not there',
    tasks: '- debug:\n',
    args: ['-e', '@gone.yml'],
    exit: 1,
    cause: 'gone.yml of --extra-vars cannot be read',
    at: [],
    fix: 'check the path',
  },
  {
    name: 'forks that are not a number',
    tasks: '- debug:\n',
    args: ['--forks', 'many'],
    exit: 2,
    cause: 'whole number',
    at: [],
  },
  {
    name: 'no forks at all',
    tasks: '- debug:\n',
    args: ['--forks', '0'],
    exit: 2,
    cause: 'must be >= 1',
    at: [],
    fix: 'leave --forks out',
  },
  {
    name: 'an unknown option',
    tasks: '- debug:\n',
    args: ['--chekc'],
    exit: 2,
    cause: "unknown option '--chekc'",
    at: [],
    fix: '--check',
  },
  {
    name: 'a bad value in ansible.cfg',
    files: { 'ansible.cfg': '[defaults]\nforks = many\n' },
    tasks: '- debug:\n',
    exit: 5,
    cause: '"many" is not a whole number',
    at: ['ansible.cfg:2:1'],
    fix: 'write a number',
  },
  {
    name: 'a vault password file that is not there',
    tasks: '- debug:\n',
    args: ['--vault-password-file', 'gone'],
    exit: 1,
    cause: 'The vault password file gone w',
    at: [],
    fix: 'Check the path',
  },
  {
    name: 'an encrypted file without a password',
    files: {
      'site.yml':
        '- hosts: localhost\n  gather_facts: false\n  vars_files: [secret.yml]\n  tasks:\n    - debug:\n',
      'secret.yml': '$ANSIBLE_VAULT;1.1;AES256\n61626364\n',
    },
    exit: 1,
    cause: 'no vault password was given',
    at: ['secret.yml:1:1'],
    fix: '--vault-password-file',
  },
];

export const badInputCases: readonly BadInputCase[] = [
  ...yamlAndStructure,
  ...keywords,
  ...missingFiles,
  ...moduleArguments,
  ...templates,
  ...handlers,
  ...surroundings,
];
