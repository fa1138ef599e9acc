import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../commands/command.js';
import { copy } from './copy.js';
import { file } from './file.js';
import { lineinfile } from './lineinfile.js';
import { type ModuleLab, openModuleLab } from './moduleUnderTest.js';
import { template } from './template.js';

let dir = '';
let lab: ModuleLab;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'mw-frames-'));
  lab = openModuleLab(dir);
});
afterAll(async () => {
  await lab.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('round trips of a task', () => {
  it.each([
    { module: copy, args: { content: 'x', dest: 'copied', owner: 'root' } },
    { module: template, args: { src: 't.j2', dest: 'rendered' } },
    { module: lineinfile, args: { path: 'lines', line: 'x' } },
  ])('$module.name: two for a change, one for none', async ({ module, args }) => {
    writeFileSync(join(dir, 'lines'), '');
    writeFileSync(join(dir, 't.j2'), '{{ 1 + 1 }}\n');
    const placed = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [
        key,
        /dest|path/.test(key) ? join(dir, String(value)) : value,
      ]),
    );
    await lab.run(module, placed);
    expect(lab.frames()).toBe(2);
    await lab.run(module, placed);
    expect(lab.frames()).toBe(1);
  });

  it('one for a command, one for an existing folder', async () => {
    await lab.run(command, { _raw_params: 'true', creates: join(dir, 'none') });
    expect(lab.frames()).toBe(1);
    await lab.run(file, { path: dir, state: 'directory' });
    expect(lab.frames()).toBe(1);
  });
});
