import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestLab } from '../support/lab.js';
import { watchKernel } from '../support/routedGuest.js';

let lab: TestLab;
beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/small-link.yaml');
  await lab.ssh('middle', 'echo 1 >/proc/sys/net/ipv4/ip_forward');
});
afterAll(() => lab.stop());

describe('mtu_planner with a link of 1400 bytes on the way', () => {
  const playbook = 'test/e2e/fixtures/mtu-planner.yaml';

  it('fails a plan for 1500, and names the router and what it passes on', async () => {
    const { status, text } = await lab.play(playbook);
    expect(status).toBe(2);
    expect(text).toContain('192.0.2.1 passes on at most 1400 bytes');
  });

  it('measures 1400, keeps a plan that holds, and changes nothing the second time', async () => {
    const { status, text } = await lab.play(playbook, '-e', 'underlay=1400');
    expect([status, text]).toEqual([0, expect.stringContaining('"to right to 198.51.100.2": 1400')]);
    expect(await lab.ssh('left', 'cat /var/lib/meshwright/mtu.json')).toContain('1400');
    const files = 'ls -ln --time-style=full-iso /var/lib/meshwright';
    const written = await lab.ssh('left', files);
    const kernel = await watchKernel(lab.state, 'left');
    expect((await lab.play(playbook, '-e', 'underlay=1400')).changed).toEqual([]);
    expect(await kernel.stop()).toBe('');
    expect(await lab.ssh('left', files)).toBe(written);
  });

  it('repairs its plan when somebody edited it, and takes it away again', async () => {
    const only = ['-e', 'underlay=1400', '-e', 'mtu_planner_measure=false'];
    await lab.ssh('left', 'echo >>/var/lib/meshwright/mtu.json; echo >/var/lib/meshwright/theirs');
    const check = await lab.play(playbook, '--check', ...only);
    expect(check.changed).toEqual(['mtu_planner : Write the plan @ left']);
    expect((await lab.play(playbook, ...only)).changed).toEqual(check.changed);
    await lab.play(playbook, ...only, '-e', 'mtu_planner_state=absent');
    expect(await lab.ssh('left', 'ls /var/lib/meshwright; rm /var/lib/meshwright/theirs')).toBe('theirs');
  });

  it('names all mistakes in one report, before a host is contacted', async () => {
    const { status, text } = await lab.play(
      playbook,
      '-e',
      JSON.stringify({
        ansible_host: '203.0.113.1',
        mtu_planner_networks: [{ name: 'a', typ: 'flat' }],
        mtu_planner_paths: [
          { name: 'one', underlay_mtu: 'big' },
          { name: 'one', targets: ['198.51.100.300'] },
          { layers: [{ type: 'vxlang' }] },
        ],
      }),
    );
    expect(status).toBe(2);
    for (const sentence of [
      'mtu_planner_paths[0].underlay_mtu: "big" is not',
      'mtu_planner_paths[1].name: name one is taken by mtu_planner_paths[0].name',
      'mtu_planner_paths[1].targets[0]: "198.51.100.300" is not an IP address',
      'mtu_planner_paths[2].layers[0].type: "vxlang" is none of vlan, vxlan, esp',
      'mtu_planner_networks[0].typ: is not known here',
      'did you mean "vxlan"?',
    ])
      expect(text).toContain(sentence);
    expect(text).not.toMatch(/UNREACHABLE|TASK \[mtu_planner : Plan/);
  });
});
