import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModuleHost } from '../../src/module/types.js';
import { netState } from '../../src/modules/net/state/state.js';
import { openSession } from '../../src/session/openSession.js';
import type { HostSession } from '../../src/session/types.js';
import { sh } from '../../src/shell/sh.js';
import type { Dict } from '../../src/value/types.js';
import { TestLab } from '../support/lab.js';
import { runModule } from '../support/moduleContext.js';
import { netArguments } from '../support/netDocument.js';
import { scaleDocument } from '../support/scaleDocument.js';

let lab: TestLab;
let session: HostSession;
let frames = 0;

/** The host behind a session of the lab; every frame is a round trip. */
const host: ModuleHost = {
  async run(script, options) {
    frames++;
    return (await session.shell()).run(script, options);
  },
  async batch(scripts, options) {
    frames++;
    return (await session.shell()).batch(scripts, options);
  },
  session: () => session,
};

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/one-host.yaml');
  session = openSession({
    host: 'host',
    transport: 'openssh',
    address: 'host',
    sshConfigFile: join(lab.state.directory, 'ssh_config'),
    hostKeyChecking: 'yes',
  });
});
afterAll(async () => {
  await session?.close();
  await lab?.stop();
});

/** The number that the host's kernel gave the newest process; asking takes one process. */
async function lastProcess(): Promise<number> {
  const { stdout } = await (await session.shell()).run(sh`read -r _ _ _ _ last </proc/loadavg; echo "$last"`);
  return Number(stdout.toString());
}

/** Runs net_state over the session; what it returned, its round trips and the processes it took on the host. */
async function counted(): Promise<{ value: Dict; trips: number; processes: number }> {
  const before = await lastProcess();
  frames = 0;
  const args = { owner: 'scale', purge: 'owned', ...netArguments(scaleDocument(200, 500)) };
  const { value } = await runModule(netState, args, host);
  const processes = (await lastProcess()) - before - 1;
  return { value, trips: frames, processes };
}

describe('200 bridges and 500 guests over ssh', () => {
  it('are planned and applied in three round trips and twenty processes', async () => {
    const { value, trips, processes } = await counted();
    expect(value.get('msg')).toBeUndefined();
    expect((value.get('operations') as string[]).length).toBeGreaterThan(3000);
    expect(trips).toBeLessThanOrEqual(3);
    expect(processes).toBeLessThanOrEqual(20);
  });

  it('take one round trip when nothing changes', async () => {
    const { value, trips, processes } = await counted();
    expect([value.get('operations'), trips]).toEqual([[], 1]);
    expect(processes).toBeLessThanOrEqual(20);
  });
});
