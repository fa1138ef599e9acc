import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { commandFailure, errorText, outputText } from '../../module/output.js';
import type { Decision } from '../../module/types.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';
import type { ArgOptions } from '../../spec/types.js';
import { type RuleArgs, ruleWords } from './iptablesRule.js';

const plain = (description: string) => ({ description }) as const;
const args = {
  table: {
    choices: ['filter', 'nat', 'mangle', 'raw', 'security'],
    default: 'filter',
    description: 'Table.',
  },
  chain: plain('Chain, built in or own.'),
  state: {
    choices: ['present', 'absent'],
    default: 'present',
    description: 'Whether the rule (or chain) exists.',
  },
  action: { choices: ['append', 'insert'], default: 'append', description: 'Where a missing rule goes.' },
  rule_num: plain('With insert: position.'),
  ip_version: { choices: ['ipv4', 'ipv6'], default: 'ipv4', description: 'iptables or ip6tables.' },
  chain_management: {
    type: 'bool',
    default: false,
    description: 'Create a missing chain, delete an absent one.',
  },
  flush: { type: 'bool', default: false, description: 'Flush the chain or table.' },
  policy: { choices: ['ACCEPT', 'DROP', 'QUEUE', 'RETURN'], description: "The chain's policy." },
  wait: plain('Seconds to wait for the lock. Default 5.'),
  protocol: plain('Protocol; `!` before a value negates it here and below.'),
  source: plain('Source address.'),
  destination: plain('Destination address.'),
  match: { type: 'list', elements: 'str', default: [], description: 'Match extensions.' },
  tcp_flags: { type: 'dict', default: {}, description: 'Lists `flags` and `flags_set`.' },
  jump: plain('Target.'),
  goto: plain('Chain to go on in.'),
  gateway: plain('With TEE: where the copy goes.'),
  log_prefix: plain('With LOG: text before the line.'),
  log_level: {
    choices: [
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      'emerg',
      'alert',
      'crit',
      'error',
      'warning',
      'notice',
      'info',
      'debug',
    ],
    description: 'With LOG: level.',
  },
  in_interface: plain('Incoming interface.'),
  out_interface: plain('Outgoing interface.'),
  fragment: plain('Second and further fragments.'),
  set_counters: plain('Packet and byte counters.'),
  source_port: plain('Source port or range.'),
  destination_port: plain('Destination port or range.'),
  destination_ports: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Several destination ports.',
  },
  to_ports: plain('Port of REDIRECT or MASQUERADE.'),
  to_destination: plain('Address of DNAT.'),
  to_source: plain('Address of SNAT.'),
  syn: {
    choices: ['ignore', 'match', 'negate'],
    default: 'ignore',
    description: 'First packets of TCP connections.',
  },
  set_dscp_mark: plain('DSCP value to set.'),
  set_dscp_mark_class: plain('DSCP class to set.'),
  comment: plain('Comment of the rule.'),
  ctstate: { type: 'list', elements: 'str', default: [], description: 'Connection states.' },
  src_range: plain('Source address range.'),
  dst_range: plain('Destination address range.'),
  match_set: plain('ipset to match.'),
  match_set_flags: {
    choices: ['src', 'dst', 'src,dst', 'dst,src'],
    description: 'What of the packet is looked up in the set.',
  },
  limit: plain('Rate.'),
  limit_burst: plain('Burst.'),
  uid_owner: plain('User of the sending process.'),
  gid_owner: plain('Group of the sending process.'),
  reject_with: plain('Kind of the rejection.'),
  icmp_type: plain('ICMP type.'),
} as const satisfies ArgOptions;

interface IptablesState {
  readonly rulePresent: boolean;
  readonly chainPresent: boolean;
  readonly policy: string | undefined;
}

/** Manages rules, chains and policies of iptables and ip6tables. */
export const iptables = defineModule({
  name: 'ansible.builtin.iptables',
  doc: {
    short: 'Keeps a rule of an iptables chain',
    description: 'Whether a rule exists is asked with `-C`; only the running rules are changed.',
    examples: `- ansible.builtin.iptables:
    chain: INPUT
    protocol: udp
    destination_port: "4789"
    source: 10.0.0.0/24
    jump: ACCEPT
    comment: VXLAN from the underlay
`,
    returns: { rule: 'Words of the rule.' },
  },
  args,
  rules: {
    mutually_exclusive: [
      ['set_dscp_mark', 'set_dscp_mark_class'],
      ['flush', 'policy'],
    ],
    required_if: [
      ['jump', 'TEE', ['gateway']],
      ['jump', 'tee', ['gateway']],
    ],
  },
  check: 'full',

  async probe(args, ctx): Promise<IptablesState> {
    const tool = program(args.ip_version);
    if (args.chain === undefined && !args.flush)
      fail('iptables-chain', 'Either chain or flush parameter must be specified.', { span: ctx.span });
    if (args.flush) return { rulePresent: false, chainPresent: true, policy: undefined };
    const rule = words(args);
    const head = sh`${tool} -w ${args.wait || '5'} -t ${args.table}`;
    const check = rule.length === 0 ? sh`false` : sh`${head} -C ${args.chain!} ${rule} 2>/dev/null >&2`;
    const result = await ctx.host.run(
      sh`command -v ${tool} >/dev/null || exit 127
if ${check}; then echo rule; else ${head} -S ${args.chain!}; fi`,
      { repeatable: true },
    );
    if (result.rc === 127)
      fail('iptables-missing', `${tool} is not installed on the target`, {
        span: ctx.span,
        fix: 'install the package iptables',
      });
    if (/Permission denied|must be root/.test(errorText(result)))
      fail('iptables-permission', errorText(result), { span: ctx.span, fix: 'use become' });
    const text = outputText(result);
    const rulePresent = text === 'rule';
    return {
      rulePresent,
      chainPresent: rulePresent || result.rc === 0,
      policy: /^-P \S+ (\w+)/m.exec(text)?.[1],
    };
  },

  decide(args, current): Decision<readonly Sh[]> {
    const rule = words(args);
    const { ip_version, table, flush, state, chain_management } = args;
    const result = {
      ip_version,
      table,
      chain: args.chain ?? null,
      flush,
      rule: rule.join(' '),
      state,
      chain_management,
    };
    const decision = (changed: boolean, verbs: readonly (readonly string[])[]): Decision<readonly Sh[]> => {
      const head = sh`${program(ip_version)} -w ${args.wait || '5'} -t ${table}`;
      return { changed, work: verbs.map((verb) => sh`${head} ${verb}`), result };
    };
    const chain = args.chain ?? '';
    if (flush) return decision(true, [['-F', ...(chain === '' ? [] : [chain])]]);
    if (args.policy !== undefined) {
      if (current.policy === undefined)
        return {
          ...decision(false, []),
          failed: `chain ${chain} has no policy: only built-in chains have one`,
        };
      return decision(current.policy !== args.policy, [['-P', chain, args.policy]]);
    }
    if (rule.length === 0 && state === 'absent')
      return decision(current.chainPresent, chain_management ? [['-X', chain]] : []);
    if (rule.length === 0 && chain_management && !current.chainPresent)
      return decision(true, [['-N', chain]]);
    if (rule.length === 0 && chain_management) return decision(false, []);
    if (current.rulePresent === (state === 'present')) return decision(false, []);
    if (state === 'absent') return decision(true, [['-D', chain, ...rule]]);
    const create = !current.chainPresent && chain_management ? [['-N', chain]] : [];
    const position = args.rule_num === undefined ? [] : [args.rule_num];
    return decision(true, [
      ...create,
      args.action === 'insert' ? ['-I', chain, ...position, ...rule] : ['-A', chain, ...rule],
    ]);
  },

  async apply(_args, commands, ctx) {
    if (commands.length === 0) return {};
    const result = await ctx.host.run(joinSh(commands, ' && '));
    return result.rc === 0 ? {} : commandFailure(commands.at(-1)!.text, result);
  },
});

function program(version: string): string {
  return version === 'ipv6' ? 'ip6tables' : 'iptables';
}

/** A log prefix or level implies the LOG target. Throws a DiagnosticError beside another target. */
function words(args: RuleArgs): string[] {
  const logging = args.log_prefix !== undefined || args.log_level !== undefined;
  if (logging && args.jump !== undefined && args.jump !== 'LOG') {
    fail('iptables-log', 'log_prefix and log_level go with jump: LOG');
  }
  return ruleWords(logging ? { ...args, jump: 'LOG' } : args);
}
