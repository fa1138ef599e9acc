import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FakeCommands } from '../../../test/support/fakeCommands.js';
import { runModule } from '../../../test/support/moduleContext.js';
import type { Module } from '../../module/types.js';
import { toJs } from '../../value/convert.js';
import type { Value } from '../../value/types.js';
import { debconf } from './debconf.js';
import { dpkgSelections } from './dpkgSelections.js';

const commands = new FakeCommands()
  .add(
    'dpkg',
    'case $1 in --get-selections) grep "^$2	" "$FAKE/selections" ;; --set-selections) tr " " "\\t" >"$FAKE/selections" ;; esac',
  )
  .add('debconf-show', 'cat "$FAKE/answers"')
  .add('debconf-communicate', 'read -r verb question; echo "0 secret"')
  .add(
    'debconf-set-selections',
    'read -r p q t v; echo "* $q: $v" >"$FAKE/answers"; echo "$p $q $t $v" >"$FAKE/set"',
  );
const host = commands.host();
writeFileSync(join(commands.dir, 'selections'), 'bash\tinstall\n');
writeFileSync(
  join(commands.dir, 'answers'),
  '* tz/Areas: Etc\n  tz/Zone:\n* tz/List: b, a\n* tz/Pass: (password omitted)\n',
);
afterAll(() => commands.remove());

async function run(
  module: Module,
  args: Record<string, Value>,
  check = false,
): Promise<Record<string, unknown>> {
  return toJs((await runModule(module, args, host, { check })).value) as Record<string, unknown>;
}

describe('dpkg_selections', () => {
  it('holds a package once', async () => {
    const args = { name: 'bash', selection: 'hold' };
    const changed = { changed: true, before: 'install', after: 'hold' };
    expect(await run(dpkgSelections, args, true)).toEqual(changed);
    expect(await run(dpkgSelections, args)).toEqual(changed);
    expect(await run(dpkgSelections, args)).toEqual({ changed: false, before: 'hold', after: 'hold' });
  });

  it('knows packages that are not there', async () => {
    const answer = await run(dpkgSelections, { name: 'none', selection: 'hold' }, true);
    expect(answer).toMatchObject({ changed: true, before: 'not present' });
  });
});

describe('debconf', () => {
  it('shows the answers', async () => {
    const { current, changed } = await run(debconf, { name: 'tz' });
    expect(changed).toBe(false);
    expect(current).toMatchObject({ 'tz/Areas': 'Etc', 'tz/Zone': '' });
  });

  it.each([
    ['tz/Areas', 'select', 'Etc', false],
    ['tz/Areas', 'select', 'Europe', true],
    ['tz/List', 'multiselect', 'a, b', false],
    ['tz/Pass', 'password', 'secret', false],
    ['tz/Pass', 'password', 'other', true],
    ['tz/New', 'boolean', 'True', true],
  ])('%s of type %s and value %s: changed is %s', async (question, vtype, value, changed) => {
    expect((await run(debconf, { name: 'tz', question, vtype, value }, true)).changed).toBe(changed);
  });

  it('sets an answer by standard input', async () => {
    const args = { name: 'tz', question: 'tz/Areas', vtype: 'select', value: 'Europe' };
    expect(await run(debconf, args)).toMatchObject({
      changed: true,
      previous: { 'tz/Areas': 'Etc' },
      current: { 'tz/Areas': 'Europe' },
    });
    expect(commands.calls().join('\n')).not.toContain('Europe');
    expect((await run(debconf, args)).changed).toBe(false);
  });
});
