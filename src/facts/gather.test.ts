import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShellHost } from '../../test/support/moduleContext.js';
import { toJs } from '../value/convert.js';
import { gatherFacts } from './gather.js';
import { selectedCollectors } from './subsets.js';

describe('gather_subset', () => {
  it.each([
    [['all'], ['network', 'hardware', 'env'], []],
    [['!all'], ['env', 'distribution'], ['network', 'hardware']],
    [['!all', '!min', 'network'], ['network'], ['env', 'hardware']],
    [['!hardware'], ['network', 'env'], ['hardware']],
    [['network', 'virtualization_type'], ['network', 'virtual', 'env'], ['hardware']],
    [['min'], ['env'], ['network']],
  ])('%j', (subset, inside, outside) => {
    const chosen = selectedCollectors(subset);
    expect(inside.every((name) => chosen.has(name))).toBe(true);
    expect(outside.some((name) => chosen.has(name))).toBe(false);
  });
  it('names the allowed words for an unknown one', () => {
    expect(() => selectedCollectors(['bogus'])).toThrow(
      /^Bad subset 'bogus' given to Ansible. gather_subset options allowed: all, all_ipv4/,
    );
  });
});

describe('gathering from a running host', () => {
  const dir = mkdtempSync(join(tmpdir(), 'facts-'));
  beforeAll(() => {
    writeFileSync(join(dir, 'json.fact'), '{"a": 1.0, "b": [true]}');
    writeFileSync(join(dir, 'ini.fact'), '[Main]\nKey = value\nother: 2\n');
    writeFileSync(join(dir, 'run.fact'), '#!/bin/sh\necho \'{"x": "y"}\'\n', { mode: 0o755 });
    writeFileSync(join(dir, 'broken.fact'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    writeFileSync(join(dir, 'junk.fact'), 'neither\n');
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it.each(['/bin/sh', '/bin/bash'])('needs two frames, also with %s', async (shell) => {
    const host = new ShellHost({ shell });
    const facts = toJs(await gatherFacts(host)) as Record<string, unknown>;
    expect(host.scripts).toHaveLength(2);
    expect(facts).toMatchObject({
      ansible_system: 'Linux',
      ansible_lo: { device: 'lo' },
      module_setup: true,
      gather_subset: ['all'],
    });
    expect(facts.ansible_mounts).toEqual(
      expect.arrayContaining([expect.objectContaining({ mount: expect.any(String) as string })]),
    );
  });

  it('reads local facts of every form', async () => {
    const warnings: string[] = [];
    const facts = await gatherFacts(new ShellHost(), {
      subset: ['!all', '!min', 'local'],
      factPath: dir,
      warn: (text) => warnings.push(text),
    });
    expect(toJs(facts.get('ansible_local')!)).toEqual({
      broken: `Failure executing fact script (${dir}/broken.fact), rc: 3, err: `,
      ini: { Main: { key: 'value', other: '2' } },
      json: { a: 1, b: [true] },
      junk: `error loading facts: neither JSON nor INI in ${dir}/junk.fact`,
      run: { x: 'y' },
    });
    expect(warnings).toHaveLength(2);
  });

  it('filters by shell patterns with or without the prefix', async () => {
    const facts = await gatherFacts(new ShellHost(), {
      subset: ['!all'],
      filter: ['distribution_v*', 'ansible_kernel'],
    });
    expect([...facts.keys()]).toEqual(['ansible_kernel', 'ansible_distribution_version']);
  });
});
