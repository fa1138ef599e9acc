import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestLab } from '../support/lab.js';

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
    expect((await lab.play(playbook, '-e', 'underlay=1400')).changed).toEqual([]);
    expect(await lab.ssh('left', 'cat /var/lib/meshwright/mtu.json')).toContain('1400');
  });
});

describe('netns_lab', () => {
  const playbook = 'playbooks/netns-lab.yaml';
  const only = ['--limit', 'left'];

  it('builds a network that its probes prove, once', async () => {
    const { status, text } = await lab.play(playbook, ...only);
    expect([status, text]).toEqual([0, expect.stringContaining('Send packets')]);
    expect((await lab.play(playbook, ...only)).changed).toEqual([]);
  });

  it('shows each packet at each hook when it shall', async () => {
    const { status } = await lab.play(playbook, ...only, '-e', '{"netns_lab_log_rules": true}');
    expect(status).toBe(0);
    const seen = await lab.ssh(
      'left',
      `in_router='ip netns exec mwl-boxes-router'
      timeout 5 $in_router tcpdump -nn -l -c 3 -i nflog:1 2>/dev/null & sleep 1
      ip netns exec mwl-boxes-boxA ping -c 1 -q 172.16.200.2 >/dev/null; wait`,
    );
    expect(seen).toMatch(/172\.16\.100\.2 > 172\.16\.200\.2: ICMP echo request/);
  });

  it('removes what a run that crashed has left of it, with its programs, and nothing else', async () => {
    await lab.ssh(
      'left',
      `for n in mwl-boxes-stale mwl-other-box foreign; do ip netns add $n; done
      ip netns exec mwl-boxes-stale sleep 98765 </dev/null >/dev/null 2>&1 &`,
    );
    expect((await lab.play(playbook, ...only)).status).toBe(0);
    const left = await lab.ssh('left', 'ip netns list | sort; pgrep -f "[s]leep 98765" || :');
    expect(left).not.toContain('stale');
    expect(left).toMatch(/^foreign\n.*mwl-boxes-boxA/s);
    expect(left).toContain('mwl-other-box');
    expect(left).not.toMatch(/^\d+$/m);
  });

  it('leaves no namespace, program or file when it goes', async () => {
    await lab.ssh('left', 'ip netns del mwl-other-box');
    expect((await lab.play(playbook, ...only, '-e', 'netns_lab_state=absent')).status).toBe(0);
    expect(
      await lab.ssh(
        'left',
        'ip netns list; ls /run/meshwright-lab /var/lib/meshwright/ledger; pgrep -f "[h]ttpd -f" || :',
      ),
    ).toMatch(/^foreign/);
    expect(await lab.ssh('left', 'ip netns list')).toBe('foreign');
  });
});
