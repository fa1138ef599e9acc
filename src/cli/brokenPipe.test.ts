import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'pipe-'));
});
afterAll(() => rm(work, { recursive: true }));

it('ends quietly when nobody reads what it prints', async () => {
  // more than the pipe holds
  const words = 'x'.repeat(10_000);
  const tasks = `    - debug: { msg: ${words} }\n`.repeat(200);
  const playbook = join(work, 'site.yml');
  await writeFile(playbook, `- hosts: localhost\n  gather_facts: false\n  tasks:\n${tasks}`);
  const source =
    "import('./src/cli/main.ts').then(({ main }) => main('meshwright-playbook', ['node', ...process.argv]))";
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', source, '--', playbook], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ANSIBLE_LOCALHOST_WARNING: 'false', ANSIBLE_DEPRECATION_WARNINGS: 'false' },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect(await once(child, 'close')).toEqual([141, null]);
  expect(said).not.toMatch(/EPIPE|unexpected/);
}, 30_000);
