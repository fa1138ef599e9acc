import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { watchKernel } from '../support/routedGuest.js';

const playbook = 'playbooks/netns-lab.yaml';
const boxes = ['boxA', 'boxB', 'boxC', 'router', 'hall'].map((name) => `mwl-boxes-${name}`);

let lab: TestLab;
let before: string;
let predicted: PlayOutput;
let first: PlayOutput;

const host = (command: string): Promise<string> => lab.ssh('left', command);
const inBox = (box: string, command: string): Promise<string> =>
  host(`ip netns exec mwl-boxes-${box} ${command}`);
const play = (more: object = {}, ...words: string[]): Promise<PlayOutput> =>
  lab.play(playbook, '--limit', 'left', '--diff', '-e', JSON.stringify(more), ...words);

/** The operations that `--diff` shows, in order. */
function operations({ text }: PlayOutput): string[] {
  return text
    .split('\n')
    .filter((line) => /^(add|set|remove|change|replace|create|make|release|plug|connect) /.test(line));
}

/** How many of ten packets come back. */
async function answers(box: string, address: string): Promise<number> {
  const text = await inBox(box, `ping -n -q -c 10 -i 0.05 -W 1 ${address} || :`);
  return Number(/(\d+) received/.exec(text)?.[1] ?? 0);
}

/** Objects of every namespace with the kernel's numbers, once its addresses are no longer tried, and all files with their times. */
const everything = `for box in ${boxes.join(' ')}; do
  while ip -n $box -o address show tentative | grep -q .; do sleep 0.1; done
  echo $box; ip -n $box -o link | sed 's/ qdisc.*//'; ip -n $box -o address | sed 's/ valid_lft.*//'; ip -n $box route
  ip netns exec $box nft -s -a list ruleset
done
find /run/meshwright-lab /var/lib/meshwright /run/netns -type f | sort | xargs ls -lin --time-style=full-iso`;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/small-link.yaml');
  before = await host('ip netns list; ip -o link; nft list ruleset');
  predicted = await play({}, '--check');
  first = await play();
});
afterAll(() => lab.stop());

describe('a network of namespaces', () => {
  it('is built as --check has said, and proved by its probes', () => {
    expect([first.status, first.text]).toEqual([0, expect.stringContaining('Send packets')]);
    expect(operations(first).length).toBeGreaterThan(10);
    expect(operations(predicted)).toEqual(operations(first));
  });

  it('is left alone by a second run: nothing is told, written or made anew', async () => {
    const had = await host(everything);
    const kernel = await watchKernel(lab.state, 'left');
    const told = host(
      `for box in ${boxes.join(' ')}; do
        ip -n $box monitor link address route rule netconf & pids="$pids $!"
        ip netns exec $box nft monitor & pids="$pids $!"
      done; until [ -e /tmp/quiet ]; do sleep 0.2; done; kill $pids; rm /tmp/quiet`,
    );
    const again = await play();
    await host(': >/tmp/quiet');
    expect([again.changes, operations(again)]).toEqual([0, []]);
    expect([await kernel.stop(), await told]).toEqual(['', '']);
    expect(await host(everything)).toBe(had);
  });

  it('is repaired where somebody changed it, and what others made stays', async () => {
    await inBox('boxA', 'ip address del 172.16.100.2/24 dev eth0');
    await inBox('boxA', 'ip route add 198.51.100.0/24 via 127.0.0.1 dev lo || :');
    await host('ip netns add foreign; ip -n mwl-boxes-boxB address add 10.9.9.9/32 dev lo');
    const check = await play({}, '--check');
    expect(operations(check)).toContain('add 172.16.100.2/24 to eth0');
    expect(operations(await play())).toEqual(operations(check));
    expect(await inBox('boxB', 'ip -o address show dev lo')).toContain('10.9.9.9/32');
    expect(await host('ip netns list')).toContain('foreign');
    expect(await answers('boxA', '172.16.200.2')).toBe(10);
  });

  it('loses a member while the others go on talking', async () => {
    const talk = inBox('boxA', 'ping -n -q -i 0.05 -w 20 172.16.200.2 || :');
    const without = {
      netns_lab_nodes: [
        { name: 'boxA' },
        {
          name: 'router',
          sysctl: { 'net.ipv4.ip_forward': 1 },
          commands: ['iptables -t nat -A POSTROUTING -o right -j MASQUERADE'],
        },
        { name: 'boxB' },
      ],
      netns_lab_links: [
        { a: 'boxA:eth0', b: 'hall:port1', a_addresses: ['172.16.100.2/24'] },
        { a: 'router:left', b: 'hall:port3', a_addresses: ['172.16.100.1/24'] },
        {
          a: 'router:right',
          b: 'boxB:eth0',
          a_addresses: ['172.16.200.1/24'],
          b_addresses: ['172.16.200.2/24'],
        },
      ],
      netns_lab_routes: [{ node: 'boxA', to: 'default', via: '172.16.100.1', dev: 'eth0' }],
      netns_lab_probes: [{ node: 'boxA', ping: { to: '172.16.200.2' } }],
    };
    const run = await play(without);
    expect([run.status, run.text]).toEqual([0, expect.any(String)]);
    const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(await talk) ?? [];
    expect(Number(sent)).toBeGreaterThan(100);
    expect(received).toBe(sent);
    expect(await host('ip netns list')).not.toContain('boxC');
    expect((await play(without)).changes).toBe(0);
    expect((await play()).status).toBe(0);
  });

  it('needs the route: without it the boxes do not meet', async () => {
    const probes = { netns_lab_probes: [] };
    await play({ ...probes, netns_lab_routes: [] });
    expect(await answers('boxA', '172.16.200.2')).toBe(0);
    await play(probes);
    expect(await answers('boxA', '172.16.200.2')).toBe(10);
  });

  it('shows each packet at each hook when it shall', async () => {
    expect((await play({ netns_lab_log_rules: true })).status).toBe(0);
    const seen = await host(
      `in_router='ip netns exec mwl-boxes-router'
      timeout 5 $in_router tcpdump -nn -l -c 3 -i nflog:1 2>/dev/null & sleep 1
      ip netns exec mwl-boxes-boxA ping -c 5 -i 0.5 -q 172.16.200.2 >/dev/null; wait`,
    );
    expect(seen).toMatch(/172\.16\.100\.2 > 172\.16\.200\.2: ICMP echo request/);
  });

  it('loses what a run that crashed has left of it, with its programs, and nothing else', async () => {
    await host(
      `for n in mwl-boxes-stale mwl-other-box; do ip netns add $n; done
      ip netns exec mwl-boxes-stale sleep 98765 </dev/null >/dev/null 2>&1 &`,
    );
    expect((await play()).status).toBe(0);
    const left = await host('ip netns list | sort; pgrep -f "[s]leep 98765" || :');
    expect(left).not.toContain('stale');
    expect(left).toMatch(/^foreign\n.*mwl-boxes-boxA/s);
    expect(left).toContain('mwl-other-box');
    expect(left).not.toMatch(/^\d+$/m);
  });

  it('leaves no namespace, program or file when it goes', async () => {
    await host('ip netns del mwl-other-box; ip netns del foreign');
    expect((await play({ netns_lab_state: 'absent' })).status).toBe(0);
    expect(await host('ip netns list; ip -o link; nft list ruleset')).toBe(before);
    expect(
      await host('ls /run/meshwright-lab; ls /var/lib/meshwright/ledger; pgrep -f "[h]ttpd -f" || :'),
    ).toBe('work');
  });
});

describe('mistakes', () => {
  it('are all named in one report, before a host is contacted', async () => {
    const { status, text } = await play({
      ansible_host: '203.0.113.1',
      netns_lab_name: 'my-lab',
      netns_lab_nodes: [{ name: 'boxA' }, { name: 'boxA', sysctls: {} }],
      netns_lab_links: [{ a: 'boxA:eth0', b: 'boxZ:eth0', a_addresses: ['172.16.100.300/24'] }],
      netns_lab_services: [{ node: 'boxA', type: 'ftp', port: 99999 }],
    });
    expect(status).toBe(2);
    for (const sentence of [
      'netns_lab_name: "my-lab" is not a lab\'s name',
      'netns_lab_nodes[1].name: name boxA is taken by netns_lab_nodes[0].name',
      'did you mean "sysctl"?',
      'netns_lab_links[0].a_addresses[0]: "172.16.100.300/24" is not an IP address with prefix length',
      'netns_lab_links[0].b: the lab has no boxZ',
      'netns_lab_services[0].port: 99999 is not a port',
    ])
      expect(text).toContain(sentence);
    expect(text).not.toMatch(/UNREACHABLE|TASK \[netns_lab : List/);
  });
});
