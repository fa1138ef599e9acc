import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addPlaybookOptions, type PlaybookOptions } from './playbookOptions.js';

/** The options and playbooks of a command line. Throws CommanderError for what it does not take. */
function parse(...args: string[]): { options: PlaybookOptions; playbooks: string[] } {
  const command = addPlaybookOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
  command.parse(args, { from: 'user' });
  return { options: command.opts<PlaybookOptions>(), playbooks: command.args };
}

describe('the command line of ansible-playbook', () => {
  it.each<[string[], Partial<PlaybookOptions>]>([
    [['-i', 'hosts'], { inventory: ['hosts'] }],
    [['-i', 'a', '-ib,', '--inventory=c'], { inventory: ['a', 'b,', 'c'] }],
    [['--inventory-file=hosts'], { inventoryFile: ['hosts'] }],
    [['-l', 'web:!db'], { limit: 'web:!db' }],
    [['--limit', '@retry'], { limit: '@retry' }],
    [['-t', 'a,b', '--tags', 'c'], { tags: ['a', 'b', 'c'] }],
    [['--skip-tags=a, b'], { skipTags: ['a', 'b'] }],
    [['-e', '@file', '-e', 'a=1'], { extraVars: ['@file', 'a=1'] }],
    [['--extra-vars={"a": 1}'], { extraVars: ['{"a": 1}'] }],
    [['-C', '-D'], { check: true, diff: true }],
    [['-CD'], { check: true, diff: true }],
    [['--check', '--diff', '--syntax-check'], { check: true, diff: true, syntaxCheck: true }],
    [['--list-hosts', '--list-tasks', '--list-tags'], { listHosts: true, listTasks: true, listTags: true }],
    [['-f', '10'], { forks: 10 }],
    [['-f10'], { forks: 10 }],
    [['-u', 'me', '-k', '-K', '-b'], { user: 'me', askPass: true, askBecomePass: true, become: true }],
    [['-bK'], { become: true, askBecomePass: true }],
    [['--become-method', 'su', '--become-user=x'], { becomeMethod: 'su', becomeUser: 'x' }],
    [['--become-password-file', 'f'], { becomePasswordFile: 'f' }],
    [['--become-pass-file', 'f'], { becomePasswordFile: 'f' }],
    [['--connection-password-file', 'f'], { connectionPasswordFile: 'f' }],
    [['--conn-pass-file=f'], { connectionPasswordFile: 'f' }],
    [['-c', 'local', '-T', '30'], { connection: 'local', timeout: 30 }],
    [['--private-key', 'id'], { privateKey: 'id' }],
    [['--key-file', 'id'], { privateKey: 'id' }],
    [['--ssh-common-args', '-o X=1'], { sshCommonArgs: '-o X=1' }],
    [['--ssh-extra-args=-v'], { sshExtraArgs: '-v' }],
    [['--sftp-extra-args=-v', '--scp-extra-args', '-l 1'], {}],
    [['-M', 'library', '--flush-cache'], { flushCache: true }],
    [['--force-handlers', '--start-at-task', 'a task'], { forceHandlers: true, startAtTask: 'a task' }],
    [['--vault-id', 'dev@file', '--vault-id=prod@prompt'], { vaultId: ['dev@file', 'prod@prompt'] }],
    [['--vault-password-file', 'a', '--vault-pass-file=b'], { vaultPasswordFile: ['a', 'b'] }],
    [['-J'], { askVaultPass: true }],
    [['--ask-vault-pass'], { askVaultPass: true }],
    [['--ask-vault-password'], { askVaultPass: true }],
    [['-v'], { verbose: 1 }],
    [['-vvv'], { verbose: 3 }],
    [['-v', '-vv', '--verbose'], { verbose: 4 }],
  ])('%j', (args, expected) => {
    const { options, playbooks } = parse(...args, 'site.yml');
    expect(options).toMatchObject(expected);
    expect(playbooks).toEqual(['site.yml']);
  });

  it('takes several playbooks, and options after them', () => {
    const { options, playbooks } = parse('a.yml', 'b.yml', '-i', 'hosts', '-v');
    expect(playbooks).toEqual(['a.yml', 'b.yml']);
    expect(options).toMatchObject({ inventory: ['hosts'], verbose: 1 });
  });

  it('sets nothing that was not given', () => {
    const { options } = parse('site.yml');
    expect(options).toMatchObject({
      inventory: [],
      tags: [],
      skipTags: [],
      extraVars: [],
      vaultId: [],
      verbose: 0,
    });
    for (const name of ['limit', 'forks', 'check', 'diff', 'become', 'user', 'timeout'] as const) {
      expect(options[name]).toBeUndefined();
    }
  });

  it.each([
    [['-f', 'many', 'site.yml'], /whole number/],
    [['--no-such-option', 'site.yml'], /unknown option/],
    [[], /missing required argument/],
    [['--limit'], /argument missing/],
  ])('refuses %j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
