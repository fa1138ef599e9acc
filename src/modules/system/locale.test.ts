import { describe, expect, it } from 'vitest';
import { runModule } from '../../../test/support/moduleContext.js';
import type { Module, ModuleHost } from '../../module/types.js';
import type { ExecResult } from '../../session/types.js';
import { toJs } from '../../value/convert.js';
import type { Value } from '../../value/types.js';
import { localeGen } from './localeGen.js';
import { timezone } from './timezone.js';

/** A host whose probe prints this, and which remembers what it is told to do. */
function scripted(output: string): ModuleHost & { readonly scripts: string[] } {
  const scripts: string[] = [];
  const answer = (stdout: string): ExecResult => ({
    rc: 0,
    stdout: Buffer.from(stdout),
    stderr: Buffer.alloc(0),
  });
  return {
    scripts,
    async run(script) {
      scripts.push(script.text);
      return answer(scripts.length === 1 ? output : '');
    },
    async batch(all) {
      return all.map(() => answer(output));
    },
    session() {
      throw new Error('this test host has no session');
    },
  };
}

async function run(
  module: Module,
  args: Record<string, Value>,
  host: ModuleHost,
): Promise<Record<string, unknown>> {
  return toJs((await runModule(module, args, host)).value) as Record<string, unknown>;
}

describe('timezone', () => {
  const utc = '/usr/share/zoneinfo/Etc/UTC\n\x1eEtc/UTC\n\x1eUTC\n\x1eknown\n';

  it('does nothing where the zone is set', async () => {
    const host = scripted(utc);
    expect((await run(timezone, { name: 'Etc/UTC', hwclock: 'UTC' }, host)).changed).toBe(false);
    expect(host.scripts).toHaveLength(1);
  });

  it('sets zone and clock', async () => {
    const host = scripted(utc);
    expect((await run(timezone, { name: 'Europe/Prague', hwclock: 'local' }, host)).changed).toBe(true);
    expect(host.scripts[1]).toContain('timedatectl set-timezone Europe/Prague');
    expect(host.scripts[1]).toContain('timedatectl set-local-rtc 1');
  });

  it('refuses a zone that the target does not know', async () => {
    const answer = await run(timezone, { name: 'Foo/Bar' }, scripted('\x1e\x1e\x1e'));
    expect(answer).toMatchObject({ failed: true, msg: expect.stringMatching(/"Foo\/Bar" is not available/) });
  });
});

describe('locale_gen', () => {
  const offered = '/usr/sbin/locale-gen\n\x1e# cs_CZ.UTF-8 UTF-8\n# cs_CZ ISO-8859-2\n\x1eC\ncs_CZ.utf8\n';

  it.each<[string, string, boolean]>([
    ['cs_CZ.UTF-8', 'present', false],
    ['cs_CZ.UTF-8', 'absent', true],
    ['cs_CZ', 'present', true],
    ['cs_CZ', 'absent', false],
  ])('%s %s: changed is %s', async (name, state, changed) => {
    expect((await run(localeGen, { name, state }, scripted(offered))).changed).toBe(changed);
  });

  it('refuses what cannot be generated', async () => {
    expect((await run(localeGen, { name: 'xx_YY' }, scripted(offered))).msg).toMatch(/is not available/);
    expect((await run(localeGen, { name: 'cs_CZ' }, scripted('\x1e\x1e'))).msg).toMatch(/has no locale-gen/);
  });
});
