import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plugGuests } from '../../src/lab/guests.js';
import { ping, tcpConnect } from '../../src/lab/probe.js';
import { TestLab } from '../support/lab.js';

const playbook = 'test/e2e/twin/br-ext.yaml';

describe('a playbook written for Ansible alone', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await TestLab.start('test/e2e/twin/lab.yaml');
  });
  afterAll(() => lab.stop());

  it('runs unmodified; ansible-core 2.14 reports the same counts on the same hosts', async () => {
    const { status, text } = await lab.play(playbook);
    expect(status).toBe(0);
    const recap = text.slice(text.indexOf('PLAY RECAP'));
    expect(recap).toMatch(/compute1 +: ok=7 +changed=4 .*failed=0 +skipped=1 /);
    expect(recap).toMatch(/network +: ok=15 +changed=11 .*failed=0 +skipped=0 /);
  });

  it('changes nothing the second time', async () => {
    expect((await lab.play(playbook)).changes).toBe(0);
  });

  it('has built a network that works', async () => {
    await plugGuests(lab.state.directory);
    expect(await ping(lab.state, 'guest1', '172.16.0.12', { count: 3 })).toBeGreaterThanOrEqual(2);
    expect(await tcpConnect(lab.state, 'guest1', '203.0.113.80', 80)).toBe('open');
  });
});
