import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderers } from '../../src/net/render/file.js';
import { toJs } from '../../src/value/convert.js';
import { loadYaml } from '../../src/yaml/load.js';
import { type Rebuild, rebuilds, rebuildTable } from '../support/rebuilds.js';

interface Play {
  readonly hosts: string;
  readonly roles?: readonly (string | { readonly role: string })[];
}

interface Topology {
  readonly hosts: Readonly<Record<string, { readonly vars?: { readonly renderer?: string } }>>;
}

function fixture<T>({ name }: Rebuild, suffix: string): T {
  const file = `test/e2e/fixtures/${name}${suffix}.yaml`;
  return toJs(loadYaml(readFileSync(file, 'utf8'), file)) as T;
}

describe.each(Object.values<Rebuild>(rebuilds))('the lab $name', (rebuild) => {
  it('has a host for each renderer, and a test', () => {
    const { hosts } = fixture<Topology>(rebuild, '');
    const found = renderers.map((renderer) => hosts[renderer]?.vars?.renderer);
    expect(found).toEqual(renderers);
    expect(existsSync(`test/e2e/${rebuild.name}.test.ts`)).toBe(true);
  });

  it('runs the roles that the table says', () => {
    const [{ roles = [] }] = fixture<[Play]>(rebuild, '-play');
    const names = roles.map((entry) => (typeof entry === 'string' ? entry : entry.role));
    expect(names.toSorted()).toEqual(rebuild.roles.toSorted());
  });
});

describe('the table of what is rebuilt from files', () => {
  it('stands in the documentation as the tests have it', () => {
    expect(readFileSync('docs/lab.md', 'utf8')).toContain(`\n${rebuildTable()}`);
  });
});
