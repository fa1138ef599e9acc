import { execFileSync, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost, scopeOf } from '../../../../test/support/moduleContext.js';
import { fromJs } from '../../../value/convert.js';
import { Dict, type Value } from '../../../value/types.js';
import { probe } from './probe.js';

const [a, router, b] = ['a', 'r', 'b'].map((name) => `mwt-probe-${name}-${process.pid}`) as [
  string,
  string,
  string,
];

/** A host a, a router, and behind it a host b whose link takes 1400 bytes only. */
const topology = `
set -e
for ns in ${a} ${router} ${b}; do
  ip netns add $ns; ip -n $ns link set lo up
  ip netns exec $ns sh -c 'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'
done
ip -n ${a} link add a0 address 02:00:00:00:00:0a type veth peer name r0 netns ${router}
ip -n ${b} link add b0 address 02:00:00:00:00:0b mtu 1400 type veth peer name r1 netns ${router}
ip -n ${router} link set r1 mtu 1400
ip netns exec ${router} sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
ip -n ${a} address add 10.0.1.2/24 dev a0; ip -n ${a} address add fd00:1::2/64 dev a0 nodad
ip -n ${router} address add 10.0.1.1/24 dev r0; ip -n ${router} address add fd00:1::1/64 dev r0 nodad
ip -n ${router} address add 10.0.2.1/24 dev r1; ip -n ${router} address add fd00:2::1/64 dev r1 nodad
ip -n ${b} address add 10.0.2.2/24 dev b0; ip -n ${b} address add fd00:2::2/64 dev b0 nodad
ip -n ${a} link set a0 up; ip -n ${router} link set r0 up; ip -n ${router} link set r1 up; ip -n ${b} link set b0 up
ip -n ${a} route add default via 10.0.1.1; ip -n ${a} -6 route add default via fd00:1::1
ip -n ${b} route add default via 10.0.2.1; ip -n ${b} -6 route add default via fd00:2::1
ip netns exec ${b} nft -f - <<'END'
table inet filter {
  chain in { type filter hook input priority 0
    tcp dport 81 drop
    udp dport 7 counter comment "echo"
  }
}
END
`;

const services = `
const dgram = require('node:dgram').createSocket('udp4');
dgram.on('message', (text, from) => dgram.send(text, from.port, from.address));
dgram.bind(7, () => require('node:http').createServer((request, response) => response.end('hello ' + request.url))
  .listen(80, () => console.log('ready')));
`;

describe.runIf(process.getuid?.() === 0)('meshwright.net.probe between namespaces', () => {
  const host = new ShellHost();
  const stop = new AbortController();

  beforeAll(async () => {
    execFileSync('sh', ['-c', topology]);
    const server = spawn('ip', ['netns', 'exec', b, process.execPath, '-e', services], {
      signal: stop.signal,
    });
    server.on('error', () => {});
    await new Promise((ready) => server.stdout.once('data', ready));
  });
  afterAll(() => {
    stop.abort();
    for (const ns of [a, router, b]) execFileSync('ip', ['netns', 'del', ns]);
  });

  const run = async (probes: unknown, more: Record<string, Value> = {}, on = host): Promise<Dict> =>
    (await runModule(probe, { netns: a, probes: fromJs(probes), ...more }, on)).value;

  it.each<[string, object, string]>([
    ['a reply', { ping: { to: '10.0.2.2' } }, '3 of 3 replies'],
    ['no reply', { ping: { to: '10.0.2.9', count: 1, expect: 'none' } }, 'no reply'],
    ['no route', { ping: { to: '10.0.2.2', expect: 'none' }, netns: '' }, 'no reply'],
    ['the largest packet', { ping: { to: '10.0.2.2', df_size: 1400, count: 1 } }, '1 of 1 replies'],
    [
      'one byte more',
      { ping: { to: '10.0.2.2', df_size: 1401, count: 1, expect: 'frag' } },
      '10.0.1.1 passes on at most 1400 bytes',
    ],
    [
      'the same again',
      { ping: { to: '10.0.2.2', df_size: 1401, count: 1, expect: 'frag' } },
      '10.0.1.1 passes on at most 1400 bytes',
    ],
    [
      'more than its own link',
      { ping: { to: '10.0.2.2', df_size: 1501, count: 1, expect: 'frag' } },
      'its own link takes at most 1500',
    ],
    ['IPv6, the largest', { ping: { to: 'fd00:2::2', df_size: 1400, count: 1 } }, '1 of 1 replies'],
    [
      'IPv6, one byte more',
      { ping: { to: 'fd00:2::2', df_size: 1401, count: 1, expect: 'frag' } },
      'fd00:1::1 passes on at most 1400',
    ],
    ['the MTU of the path', { path_mtu: { to: '10.0.2.2', max: 1500, expect: 1400 } }, '1400 bytes'],
    [
      'ARP',
      { arp: { dev: 'r0', address: '10.0.1.2', expect_mac: '02:0:0:0:0:a' }, netns: router },
      'an answer from 02:00:00:00:00:0a',
    ],
    ['nobody in ARP', { arp: { if: 'a0', ip: '10.0.1.77', expect: 'none' } }, 'no answer'],
    [
      'ND',
      { nd: { dev: 'r0', address: 'fd00:1::2', expect_mac: '02:00:00:00:00:0a' }, netns: router },
      'an answer from 02:00:00:00:00:0a',
    ],
    ['nobody in ND', { nd: { dev: 'a0', address: 'fd00:1::77', expect: 'none' } }, 'no answer'],
    ['an open port', { tcp: { to: '10.0.2.2', port: 80 } }, 'an open port'],
    ['a closed port', { tcp: { to: '10.0.2.2', port: 82, expect: 'refused' } }, 'a refusal'],
    ['a silent port', { tcp: { to: '10.0.2.2', port: 81, wait: 1, expect: 'timeout' } }, 'no answer in time'],
    ['HTTP', { http: { url: 'http://10.0.2.2/x', contains: 'hello /x' } }, 'status 200'],
    ['HTTP refused', { http: { url: 'http://10.0.2.2:82/', expect: 'refused' } }, 'a refusal'],
    ['UDP echo', { udp_echo: { to: '10.0.2.2' } }, 'its own text back'],
    [
      'no UDP echo',
      { udp_echo: { to: '10.0.2.2', port: 9, wait: 1, expect: 'none' } },
      'no answer (port unreachable)',
    ],
    ['a neighbour', { neigh: { address: '10.0.1.1', dev: 'a0' } }, 'lladdr'],
    ['no neighbour', { neigh: { address: '10.0.1.200', expect: 'none' } }, 'none'],
    [
      'a counter',
      {
        counter: { nft: { table: 'filter', match: 'comment "echo"' }, during: [], seconds: 0, expect: '0' },
        netns: b,
      },
      '0',
    ],
    [
      'packets',
      { capture: { dev: 'a0', filter: 'icmp', during: [{ ping: { to: '10.0.2.2' } }], expect: '6' } },
      '6',
    ],
    [
      'no packets',
      { capture: { dev: 'a0', filter: 'udp', during: [{ ping: { to: '10.0.2.2' } }], expect: 0 } },
      'no packet',
    ],
  ])('sees %s', async (_what, entry, seen) => {
    const value = await run([entry]);
    expect(value.get('msg')).toBeUndefined();
    expect(String((value.get('lines') as Value[])[0])).toContain(seen);
  });

  it('makes all probes, and says in a sentence each what was expected and what came', async () => {
    const value = await run([
      { name: 'the gateway answers', ping: { to: '10.0.1.1', count: 1 } },
      { name: 'b is shut off', ping: { to: '10.0.2.2', count: 1, expect: 'none' } },
      { ping: { to: '10.0.2.2', df_size: 1450, count: 1 } },
      {
        capture: {
          dev: 'a0',
          filter: 'icmp6',
          expect: '>=1',
          during: [{ tcp: { to: '10.0.2.2', port: 82 } }],
        },
      },
    ]);
    expect(value.get('failed')).toBe(true);
    expect(String(value.get('msg')).split('; ')).toEqual([
      'b is shut off (ping 10.0.2.2): expected no reply, got 1 of 1 replies',
      'ping 10.0.2.2 with 1450 bytes unfragmented: expected a reply, got an ICMP error "packet too big": 10.0.1.1 passes on at most 1400 bytes',
      'packets on a0 (icmp6): expected at least 1, got no packet',
      'during packets on a0 (icmp6): TCP to 10.0.2.2 port 82: expected an open port, got a refusal',
    ]);
  });

  it('needs one round trip for many probes', async () => {
    const counted = new (class extends ShellHost {
      batches = 0;
      override batch(...args: Parameters<ShellHost['batch']>) {
        this.batches++;
        return super.batch(...args);
      }
    })();
    await run([{ ping: { to: '10.0.1.1', count: 1 } }, { tcp: { to: '10.0.2.2', port: 80 } }], {}, counted);
    expect(counted.batches).toBe(1);
  });

  it('never takes a missing tool, a missing device or a missing namespace for silence', async () => {
    const poor = new ShellHost({
      prefix: ['ip', 'netns', 'exec', a, 'env', 'PATH=/nonexistent'],
      shell: '/bin/sh',
    });
    const probes = [
      { ping: { to: '10.0.2.9', expect: 'none' } },
      { tcp: { to: '10.0.2.9', port: 1, expect: 'timeout' } },
      { http: { url: 'http://10.0.2.9/', expect: 'none' } },
    ];
    const value = await run(probes, { netns: '' }, poor);
    expect(value.get('failing')).toHaveLength(3);
    expect(value.get('msg')).toContain('got no answer: the target lacks curl and wget');
    for (const entry of [
      { capture: { dev: 'a9', expect: 0 } },
      { arp: { dev: 'a9', address: '10.0.1.9', expect: 'none' } },
      { nd: { dev: 'a9', address: 'fd00:1::9', expect: 'none' } },
      { ping: { to: '10.0.2.9', expect: 'none' }, netns: 'mwt-nowhere' },
      { fdb: { mac: '02:00:00:00:00:01', dev: 'a9', expect: 'none' } },
      { counter: { nft: { table: 'none', match: 'x' }, expect: 0, seconds: 0 } },
    ]) {
      expect((await run([entry])).get('failed'), JSON.stringify(entry)).toBe(true);
    }
  });

  it('makes only the marked probes before a change, and forgives those afterwards that failed then', async () => {
    const probes = [
      { name: 'dead already', baseline: true, ping: { to: '10.0.1.99', count: 1 } },
      { name: 'not asked', ping: { to: '10.0.1.98', count: 1 } },
    ];
    const before = await run(probes, { phase: 'baseline' });
    expect([before.get('failed'), before.get('failing')]).toEqual([undefined, ['dead already']]);
    const after = await run(probes, { known_failing: ['dead already'] });
    expect(after.get('msg')).toMatch(/^not asked \(ping 10.0.1.98\): expected a reply, got no reply/);
    expect(after.get('msg')).not.toContain('dead already');
  });

  it('lets hosts of the inventory stand for their addresses, and makes a probe only where it is asked from', async () => {
    const hostvars = Dict.of({ b: Dict.of({ underlay: '10.0.2.2/24' }) });
    const probes = fromJs([
      { ping: { to: 'b', count: 1 }, from: ['host1'] },
      { ping: { to: '10.0.1.99' }, from: ['other'] },
    ]);
    const args = { netns: a, probes, address_variable: 'underlay' };
    const { value } = await runModule(probe, args, host, { scope: scopeOf({ hostvars }) });
    expect(value.get('lines')).toEqual(['ping 10.0.2.2: 1 of 1 replies']);
    const wrong = runModule(probe, { ...args, address_variable: 'underlays' }, host, {
      scope: scopeOf({ hostvars }),
    });
    await expect(wrong).rejects.toThrow('host b has no variable underlays');
  });
});

describe('the arguments', () => {
  it.each([
    [{ pong: { to: 'x' } }, /ping/],
    [{ ping: { to: 'x' }, nd: { dev: 'a', address: '::' } }, /mutually exclusive/],
    [{ name: 'nothing' }, /one of the following/],
    [{ ping: { to: 'x', expect: 'silence' } }, /reply, none, frag/],
    [{ capture: { dev: 'a', expect: 'many' } }, /not a wish for a number/],
  ])('%j are refused', async (entry, message) => {
    await expect(runModule(probe, { probes: fromJs([entry]) }, new ShellHost())).rejects.toThrow(message);
  });
});
