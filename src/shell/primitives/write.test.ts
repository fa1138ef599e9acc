import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { awkwardNames, primitiveFolder, sha1 } from '../../../test/support/primitiveFolder.js';
import { shellsUnderTest } from '../../../test/support/shellUnderTest.js';
import { userShell } from '../sh.js';
import { probeFile, statFile } from './stat.js';
import { WriteError, type WriteProblem, writeFile } from './write.js';

const { at, staged, home } = primitiveFolder();

describe.each(shellsUnderTest())('writing on $name', (host) => {
  async function problemOf(work: Promise<unknown>): Promise<WriteProblem | undefined> {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof WriteError ? error.problem : undefined;
  }

  it('writes a new file with the mode the umask leaves', async () => {
    for (const name of awkwardNames) {
      const { stat } = await probeFile(host, at(name));
      const done = await writeFile(host, {
        path: at(name),
        content: Buffer.from(name),
        current: { stat, sha1: undefined },
      });
      expect(readFileSync(at(name), 'utf8')).toBe(name);
      expect(done.stat.mode).toBe(0o666 & ~process.umask());
      expect(done.stat.size).toBe(Buffer.byteLength(name));
    }
    expect(staged()).toEqual([]);
  });

  it('keeps the attributes of the existing file, or sets the given ones', async () => {
    writeFileSync(at('f'), 'old');
    chmodSync(at('f'), 0o2640);
    const { stat } = await probeFile(host, at('f'));
    const current = { stat, sha1: sha1('old') };
    const kept = await writeFile(host, {
      path: at('f'),
      content: Buffer.from('new'),
      current,
      backup: true,
    });
    expect(kept.stat.mode).toBe(0o2640);
    expect(kept.backup).toMatch(/\/f\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/);
    expect(readFileSync(kept.backup!, 'utf8')).toBe('old');
    const set = await writeFile(host, {
      path: at('f'),
      content: Buffer.from('x'),
      current: 'any',
      mode: 0o600,
      owner: String(stat.uid),
      group: String(stat.gid),
    });
    expect(set.stat.mode).toBe(0o600);
    expect(readFileSync(at('f'), 'utf8')).toBe('x');
  });

  it('refuses to overwrite what was not probed, and leaves nothing behind', async () => {
    writeFileSync(at('f'), 'old');
    const { stat } = await probeFile(host, at('f'));
    const content = Buffer.from('new');
    writeFileSync(at('f'), 'theirs');
    expect(
      await problemOf(writeFile(host, { path: at('f'), content, current: { stat, sha1: sha1('old') } })),
    ).toBe('stale');
    expect(readFileSync(at('f'), 'utf8')).toBe('theirs');
    const absent = await statFile(host, at('none'));
    expect(
      await problemOf(
        writeFile(host, { path: at('f'), content, current: { stat: absent, sha1: undefined } }),
      ),
    ).toBe('stale');
    rmSync(at('f'));
    expect(
      await problemOf(writeFile(host, { path: at('f'), content, current: { stat, sha1: sha1('old') } })),
    ).toBe('stale');
    expect(await problemOf(writeFile(host, { path: at('no/such'), content, current: 'any' }))).toBe('store');
    expect(readdirSync(home())).toEqual([]);
  });

  it('asks the validate command about the staged file before the swap', async () => {
    writeFileSync(at('f'), 'old');
    const request = { path: at('f'), content: Buffer.from('good\n'), current: 'any' } as const;
    const error = await writeFile(host, {
      ...request,
      validate: ['sh', '-c', 'echo no >&2; exit 9', '%s'],
    }).catch((e: unknown) => e);
    expect(error).toMatchObject({ problem: 'validate', validateRc: 9 });
    expect(readFileSync(at('f'), 'utf8')).toBe('old');
    await writeFile(host, { ...request, validate: ['grep', 'good', '%s'] });
    expect(readFileSync(at('f'), 'utf8')).toBe('good\n');
    expect(readdirSync(home())).toEqual(['f']);
  });

  it('leaves the old file when the new one does not fit', async () => {
    writeFileSync(at('f'), 'old');
    const limited = {
      ...host,
      run: (script: { text: string }, options?: object) =>
        host.run(userShell(`ulimit -f 1; ${script.text}`), options),
    };
    const problem = await problemOf(
      writeFile(limited, { path: at('f'), content: Buffer.alloc(200_000, 'x'), current: 'any' }),
    );
    expect(problem === 'store' || problem === 'interrupted').toBe(true);
    expect(readFileSync(at('f'), 'utf8')).toBe('old');
    expect(staged()).toEqual([]);
  });

  it('leaves nothing staged when a write is refused and nobody hears the reason', async () => {
    writeFileSync(at('f'), 'old');
    const absent = await statFile(host, at('none'));
    const unheard = {
      ...host,
      run: (script: { text: string }, options?: object) =>
        host.run(
          userShell(`(sleep 0.1; cat) | { ${script.text}; } 2>&1 >/dev/null | exit 1; exit 1`),
          options,
        ),
    };
    const current = { stat: absent, sha1: undefined };
    await expect(writeFile(unheard, { path: at('f'), content: Buffer.from('new'), current })).rejects.toThrow(
      WriteError,
    );
    await expect.poll(staged).toEqual([]);
    expect(readFileSync(at('f'), 'utf8')).toBe('old');
  });
});
