import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShellHost } from '../../../test/support/moduleContext.js';
import { ModuleTrial } from '../../../test/support/moduleTrial.js';
import { fromJs } from '../../value/convert.js';
import type { Dict, Value } from '../../value/types.js';
import { iptables } from './iptables.js';
import { ruleWords } from './iptablesRule.js';

const trial = new ModuleTrial();
const { run, converges } = trial;
afterAll(() => trial.close());

describe('iptables rules', () => {
  it.each<[Record<string, unknown>, string]>([
    [
      { protocol: 'tcp', source: '!10.0.0.0/8', destination_port: '22', jump: 'ACCEPT' },
      '-p tcp ! -s 10.0.0.0/8 -j ACCEPT --destination-port 22',
    ],
    [
      { ctstate: ['ESTABLISHED', 'RELATED'], jump: 'ACCEPT' },
      '-j ACCEPT -m conntrack --ctstate ESTABLISHED,RELATED',
    ],
    [{ match: ['state'], ctstate: ['NEW'], jump: 'DROP' }, '-m state -j DROP --state NEW'],
    [
      { protocol: 'tcp', destination_ports: ['80', '443:444'], jump: 'ACCEPT' },
      '-p tcp -j ACCEPT -m multiport --dports 80,443:444',
    ],
    [
      { protocol: 'tcp', tcp_flags: { flags: ['SYN', 'RST'], flags_set: ['SYN'] }, syn: 'negate' },
      '-p tcp --tcp-flags SYN,RST SYN ! --syn',
    ],
    [
      { src_range: '10.0.0.1-10.0.0.9', limit: '2/second', limit_burst: '20', comment: 'a b' },
      '-m iprange --src-range 10.0.0.1-10.0.0.9 -m limit --limit 2/second --limit-burst 20 -m comment --comment a b',
    ],
    [{ reject_with: 'tcp-reset' }, '-j REJECT --reject-with tcp-reset'],
    [{ icmp_type: '8', ip_version: 'ipv6' }, '--icmpv6-type 8'],
    [{ jump: 'TEE', gateway: '10.0.0.1' }, '-j TEE --gateway 10.0.0.1'],
    [{ uid_owner: '!root' }, '-m owner ! --uid-owner root'],
  ])('%j', (args, words) => {
    expect(ruleWords(Object.fromEntries(fromJs(args) as Dict) as Record<string, Value>).join(' ')).toBe(
      words,
    );
  });
});

const netns = `mwt-ipt-${process.pid}`;
const vxlan = {
  chain: 'INPUT',
  protocol: 'udp',
  destination_port: 4789,
  source: '10.0.0.0/24',
  jump: 'ACCEPT',
  comment: 'VXLAN in',
};
describe.runIf(process.getuid?.() === 0)('iptables in a namespace', () => {
  const host = new ShellHost({ prefix: ['ip', 'netns', 'exec', netns] });
  beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
  afterAll(() => void execFileSync('ip', ['netns', 'del', netns]));

  it.each<[string, Record<string, unknown>]>([
    ['a rule', vxlan],
    [
      'an insertion in a new chain',
      { chain: 'MINE', chain_management: true, action: 'insert', rule_num: '1', jump: 'RETURN' },
    ],
    [
      'a NAT rule',
      {
        table: 'nat',
        chain: 'POSTROUTING',
        source: '192.0.2.0/24',
        out_interface: 'eth0',
        jump: 'MASQUERADE',
      },
    ],
    ['a log rule', { chain: 'INPUT', log_prefix: 'seen: ', log_level: 'info' }],
    ['IPv6', { ip_version: 'ipv6', chain: 'FORWARD', ctstate: 'INVALID', jump: 'DROP' }],
    ['a policy', { chain: 'FORWARD', policy: 'DROP' }],
    ['removal', { ...vxlan, state: 'absent' }],
  ])('converges: %s', async (_what, args) => converges(iptables, args, host));

  it('says what the kernel refuses', async () => {
    const { value } = await run(iptables, { chain: 'INPUT', jump: 'NOPE' }, host);
    expect(value.msg).toMatch(/^iptables -w 5 -t filter -A INPUT -j NOPE: /);
  });

  it('asks for a chain', async () => {
    await expect(run(iptables, { jump: 'DROP' }, host)).rejects.toThrow(
      'Either chain or flush parameter must be specified.',
    );
  });
});
