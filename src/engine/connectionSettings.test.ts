import { describe, expect, it } from 'vitest';
import { implicitTask, type Play, type Task } from '../playbook/ast.js';
import { createTemplar } from '../template/templar.js';
import { Dict, type Value } from '../value/types.js';
import { type Reach, reach } from './connectionSettings.js';
import type { ConnectionDefaults } from './options.js';

const templar = createTemplar();
const defaults: ConnectionDefaults = {
  connection: 'ssh',
  timeoutMs: 10_000,
  sshArgs: '',
  hostKeyChecking: 'yes',
  become: false,
  becomeMethod: 'sudo',
  becomeUser: 'root',
  remoteUser: 'cli',
  remotePort: 22,
  privateKeyFile: '/cli/key',
};

interface Given {
  readonly host?: string;
  readonly vars?: Record<string, Value>;
  readonly keywords?: Record<string, Value>;
  readonly options?: Partial<ConnectionDefaults>;
}

function task(keywords: Record<string, Value>): Task {
  const play = { kind: 'play', source: new Dict(), parent: undefined, span: undefined } as unknown as Play;
  return implicitTask(play, 'command', new Dict(), Dict.of(keywords));
}

function reached(given: Given): Reach {
  const vars = Dict.of(given.vars ?? {});
  const scope = {
    get: (name: string) => vars.get(name),
    has: (name: string) => vars.has(name),
    names: () => [],
  };
  const options = { ...defaults, ...given.options };
  return reach(
    given.host ?? 'h1',
    task(given.keywords ?? {}),
    { host: scope, task: scope },
    templar,
    options,
  );
}

describe('how a host is reached', () => {
  it.each<[string, Given, Partial<Reach['settings']>]>([
    [
      'by its name and the options',
      {},
      { address: 'h1', user: 'cli', port: 22, transport: 'ssh', privateKeyFile: '/cli/key' },
    ],
    ['keywords win over options', { keywords: { remote_user: 'k', port: 23 } }, { user: 'k', port: 23 }],
    [
      'variables win over keywords',
      { keywords: { remote_user: 'k', port: 23 }, vars: { ansible_user: 'v', ansible_port: 24 } },
      { user: 'v', port: 24 },
    ],
    [
      'keywords are rendered',
      { keywords: { remote_user: '{{ who }}' }, vars: { who: 'me' } },
      { user: 'me' },
    ],
    [
      'the old names of variables',
      { vars: { ansible_ssh_host: 'a', ansible_ssh_user: 'u', ansible_ssh_port: '25' } },
      { address: 'a', user: 'u', port: 25 },
    ],
    ['localhost is local', { host: 'localhost' }, { transport: 'local' }],
    [
      'localhost with an address is not',
      { host: 'localhost', vars: { ansible_host: '192.0.2.1' } },
      { transport: 'ssh' },
    ],
    [
      'localhost with a connection is not',
      { host: 'localhost', vars: { ansible_connection: 'ssh' } },
      { transport: 'ssh' },
    ],
    ['the connection of the play', { keywords: { connection: 'local' } }, { transport: 'local' }],
    [
      'the connection of the host',
      { keywords: { connection: 'local' }, vars: { ansible_connection: 'openssh' } },
      { transport: 'openssh' },
    ],
    ['paramiko is ssh', { vars: { ansible_connection: 'paramiko' } }, { transport: 'ssh' }],
    ['another shell of the hosts', { options: { executable: '/bin/ash' } }, { executable: '/bin/ash' }],
    ['retries', { options: { retries: 2 } }, { retries: 2 }],
    ['retries of the host', { options: { retries: 2 }, vars: { ansible_ssh_retries: 5 } }, { retries: 5 }],
    ['a timeout in seconds', { vars: { ansible_timeout: 3 } }, { connectTimeoutMs: 3000 }],
    ['no checking of host keys', { vars: { ansible_host_key_checking: 'no' } }, { hostKeyChecking: 'no' }],
    [
      'arguments of ssh put together',
      {
        options: { sshArgs: '-o A=1' },
        vars: { ansible_ssh_common_args: '-o B=2', ansible_ssh_extra_args: '-o C=3' },
      },
      { sshArgs: '-o A=1 -o B=2 -o C=3' },
    ],
  ])('%s', (_title, given, settings) => {
    expect(reached(given).settings).toMatchObject(settings);
  });

  it('refuses a connection that does not exist', () => {
    expect(() => reached({ vars: { ansible_connection: 'winrm' } })).toThrow("'winrm' is not known");
  });
});

const PLUGINS: Given['options'] = {
  become: true,
  becomeFlags: '-g',
  becomePassword: 'asked',
  becomeMethods: {
    sudo: { user: 'operator', executable: '/opt/sudo', flags: '-E', password: 'kept' },
    su: { flags: '-l' },
    doas: {},
  },
};

describe('as whom', () => {
  it.each<[string, Given, Reach['become']]>([
    [
      'as the section of the method says',
      { options: PLUGINS },
      { method: 'sudo', user: 'operator', executable: '/opt/sudo', flags: '-E', password: 'asked' },
    ],
    [
      'as the section of another method does not say',
      { options: PLUGINS, keywords: { become_method: 'su' } },
      { method: 'su', user: 'root', flags: '-l', password: 'asked' },
    ],
    [
      'variables of the method win over those of all methods',
      {
        options: PLUGINS,
        keywords: { become_method: 'doas' },
        vars: {
          ansible_become_user: 'x',
          ansible_doas_user: 'd',
          ansible_sudo_user: 's',
          ansible_doas_pass: 'own',
          ansible_become_pass: 'y',
        },
      },
      { method: 'doas', user: 'd', flags: '-g', password: 'own' },
    ],
    ['as the login user', {}, undefined],
    ['root by sudo', { keywords: { become: true } }, { method: 'sudo', user: 'root' }],
    [
      'to the user that is logged in, not at all',
      { keywords: { become: true, become_user: 'cli' } },
      undefined,
    ],
    [
      'to the user that is logged in, where that is wanted',
      { keywords: { become: true, become_user: 'cli' }, options: { becomeAllowSameUser: true } },
      { method: 'sudo', user: 'cli' },
    ],
    ['by the option', { options: { become: true, becomeUser: 'x' } }, { method: 'sudo', user: 'x' }],
    ['not when the keyword says no', { options: { become: true }, keywords: { become: false } }, undefined],
    [
      'not when the variable says no',
      { keywords: { become: true }, vars: { ansible_become: 'no' } },
      undefined,
    ],
    [
      'the variables win',
      {
        keywords: { become: true, become_user: 'k', become_method: 'sudo' },
        vars: { ansible_become_user: 'v', ansible_become_method: 'su', ansible_become_password: 'p' },
      },
      { method: 'su', user: 'v', password: 'p' },
    ],
    ['nothing to become', { keywords: { become: true, become_user: 'me', remote_user: 'me' } }, undefined],
  ])('%s', (_title, given, become) => {
    expect(reached(given).become).toEqual(become);
  });

  it('refuses a method that does not exist', () => {
    expect(() => reached({ keywords: { become: true, become_method: 'runas' } })).toThrow(
      "'runas' is not known",
    );
  });
});
