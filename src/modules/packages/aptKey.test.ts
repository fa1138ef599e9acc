import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FakeCommands } from '../../../test/support/fakeCommands.js';
import { runModule } from '../../../test/support/moduleContext.js';
import { toJs } from '../../value/convert.js';
import { aptKey } from './aptKey.js';

const dir = mkdtempSync(join(tmpdir(), 'mwt-key-'));
const keyring = join(dir, 'ring.gpg');
const [one, two] = [`${'A'.repeat(24)}1111111122222222`, `${'B'.repeat(24)}3333333344444444`];

/** A gpg whose keyrings are files with one fingerprint a line. */
const commands = new FakeCommands().add(
  'gpg',
  `ring= mode= last=
for word; do
  case $word in gnupg-ring:*) ring=\${word#gnupg-ring:} ;; --show-keys) mode=show ;; --import) mode=import ;;
  --delete-keys) mode=delete ;; --recv-keys) mode=recv ;; esac
  last=$word
done
case $mode in
show) if [ -f "$last" ]; then keys=$(cat "$last"); else keys=$(cat); fi
  for f in $keys; do case $f in [AB]*) printf 'pub:-:::::::::\\nfpr:::::::::%s:\\nsub:-::\\nfpr:::::::::FFFF:\\n' "$f" ;;
  *) echo 'no valid data' ;; esac; done ;;
import) cat >>"$ring" ;;
recv) echo ${two} >>"$ring" ;;
delete) grep -v "$last\\$" "$ring" >"$ring.new"; mv "$ring.new" "$ring" ;;
esac`,
);
const host = commands.host();
afterAll(() => {
  commands.remove();
  rmSync(dir, { recursive: true });
});

async function run(args: Record<string, string>, check = false): Promise<Record<string, unknown>> {
  return toJs((await runModule(aptKey, { keyring, ...args }, host, { check })).value) as Record<
    string,
    unknown
  >;
}

describe('apt_key', () => {
  const ids = { id: one.slice(-16), key_id: one.slice(-16), short_id: '22222222' };

  it('adds the key of the data once', async () => {
    expect(await run({ data: one }, true)).toMatchObject({ changed: true, before: [], ...ids });
    expect(await run({ data: one })).toMatchObject({ changed: true, before: [], after: [one.slice(-16)] });
    expect(await run({ data: one })).toMatchObject({ changed: false, before: [one.slice(-16)] });
  });

  it('takes it from a file of the target, or from a server', async () => {
    const file = join(dir, 'key.asc');
    writeFileSync(file, `${two}\n`);
    expect(await run({ file }, true)).toMatchObject({ changed: true, short_id: '44444444' });
    const keyserver = 'keys.example.org';
    expect(await run({ id: `0x${two.slice(-8)}`, keyserver })).toMatchObject({ changed: true });
    expect(await run({ id: two, keyserver })).toMatchObject({ changed: false });
  });

  it('removes keys', async () => {
    expect(await run({ id: one, state: 'absent' })).toMatchObject({ changed: true });
    expect(await run({ id: one, state: 'absent' })).toMatchObject({
      changed: false,
      before: [two.slice(-16)],
    });
  });

  it.each([
    [{ data: 'nonsense' }, 'Unable to extract a key from inline data: no valid data'],
    [{ id: 'xyz', state: 'absent' }, 'Invalid key_id'],
    [{ state: 'absent' }, 'Invalid key_id'],
  ])('refuses %j', async (args, msg) => {
    expect(await run(args)).toMatchObject({ failed: true, msg });
  });

  it('notices that the id is not that of the data', async () => {
    const answer = await run({ data: one, id: 'CCCCCCCC' });
    expect(answer).toMatchObject({ failed: true, changed: false });
    expect(answer.msg).toMatch(/the key CCCCCCCC is not among those that were added/);
  });
});
