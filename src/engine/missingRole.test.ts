import { afterAll, expect, it } from 'vitest';
import { CommandLine } from '../../test/support/commandLine.js';

const shell = new CommandLine();
afterAll(() => shell.remove());

it.each([
  ['include_role', '{name: nope}', 'failed=0'],
  ['include_tasks', 'nope.yml', 'failed=1'],
])('%s of what is not there, rescued, is counted as ansible-core does', async (action, args, counted) => {
  shell.write(
    'site.yml',
    `- hosts: localhost
  gather_facts: false
  tasks:
    - block:
        - ${action}: ${args}
      rescue:
        - debug: {msg: rescued}
`,
  );
  const { exit, out } = await shell.run('meshwright-playbook', 'site.yml');
  expect(exit).toBe(0);
  expect(out).toMatch(new RegExp(`ok=1 .*${counted} .*rescued=0`));
});
