import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab } from '../support/faultLab.js';
import { recap } from '../support/playText.js';
import type { PlayEnd } from '../support/runningPlay.js';

/** What /bin/sh and the tools of each host are. */
const hosts = {
  alpha: 'dash, GNU',
  bash: 'bash, GNU',
  mksh: 'mksh, GNU',
  ash: 'busybox ash, GNU',
  'dash-applets': 'dash, busybox',
  'ash-applets': 'busybox ash, busybox',
};
const bytes = Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 13, 10, 0x1e, 0]);
const reference = 'alpha';
/** Content, mode and owner of everything that the playbook makes. */
const listing =
  'cd /srv/matrix && for f in $(find . ! -name "*~" | sort); do stat -c "%n %F %a %U %s" "$f"; [ ! -f "$f" ] || sha1sum <"$f"; done';

let lab: FaultLab;
let first: PlayEnd;
let second: PlayEnd;
beforeAll(async () => {
  lab = await FaultLab.start('test/e2e/faults/lab.yaml');
  await lab.file('bytes', bytes);
  const inventory = await lab.inventory(Object.fromEntries(Object.keys(hosts).map((host) => [host, {}])));
  const run = () => lab.play(inventory, 'test/e2e/faults/matrix.yml', '-e', `here=${lab.folder}`);
  first = await run();
  second = await run();
});
afterAll(() => lab?.stop());

describe.each(Object.entries(hosts))('%s (%s)', (host) => {
  it('gets the same results and files as the others', async () => {
    expect(first.text).not.toContain(`fatal: [${host}]`);
    expect(recap(first.text, host)).toEqual(recap(first.text, reference));
    expect(recap(first.text, host)).toMatchObject({ changed: 14, failed: 0, unreachable: 0 });
    expect(await lab.inside(host, listing)).toBe(await lab.inside(reference, listing));
    expect(await lab.inside(host, 'cat /srv/matrix/lines.*~')).toBe('zeroth\nfourth to be');
    expect(await readFile(join(lab.folder, host))).toEqual(bytes);
  });

  it('is not changed by a second run', () => {
    expect(recap(second.text, host)).toMatchObject({ changed: 0, failed: 0, unreachable: 0 });
  });

  it('is left without a trace', async () => {
    expect(await lab.left(host)).toEqual([]);
  });
});

it('both runs succeed', () => {
  expect([first.status, second.status], first.text).toEqual([0, 0]);
});
