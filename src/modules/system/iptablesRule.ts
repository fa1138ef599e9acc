import { Dict, type Value } from '../../value/types.js';

/** Arguments of a rule after checking: text, lists of text, tcp_flags as a dictionary. */
export type RuleArgs = Readonly<Record<string, Value | undefined>>;

/** How one argument becomes words: its flag, and the match extension it needs. */
interface RuleOption {
  readonly argument: string;
  readonly flag: string;
  /** Extension that is loaded first. */
  readonly match?: string;
}

const beforeConditions: readonly RuleOption[] = [
  { argument: 'protocol', flag: '-p' },
  { argument: 'source', flag: '-s' },
  { argument: 'destination', flag: '-d' },
  { argument: 'match', flag: '-m' },
];
const targetOptions: readonly RuleOption[] = [
  { argument: 'log_prefix', flag: '--log-prefix' },
  { argument: 'log_level', flag: '--log-level' },
  { argument: 'to_destination', flag: '--to-destination' },
  { argument: 'destination_ports', flag: '--dports', match: 'multiport' },
  { argument: 'to_source', flag: '--to-source' },
  { argument: 'goto', flag: '-g' },
  { argument: 'in_interface', flag: '-i' },
  { argument: 'out_interface', flag: '-o' },
  { argument: 'fragment', flag: '-f' },
  { argument: 'set_counters', flag: '-c' },
  { argument: 'source_port', flag: '--source-port' },
  { argument: 'destination_port', flag: '--destination-port' },
  { argument: 'to_ports', flag: '--to-ports' },
  { argument: 'set_dscp_mark', flag: '--set-dscp' },
  { argument: 'set_dscp_mark_class', flag: '--set-dscp-class' },
];

/** The words of a rule, in the order the iptables module is known for (the order decides what `-C` finds). */
export function ruleWords(args: RuleArgs): string[] {
  const matches = list(args.match);
  const loaded = new Set(matches);
  const load = (extension: string): string[] => (loaded.has(extension) ? [] : ['-m', extension]);
  const text = (name: string): string | undefined => {
    const value = args[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const option = ({ argument, flag, match }: RuleOption): string[] => {
    const value = args[argument];
    if (Array.isArray(value)) {
      if (value.length === 0) return [];
      return argument === 'match'
        ? list(value).flatMap((item) => negatable(flag, item))
        : [...(match ? ['-m', match] : []), flag, list(value).join(',')];
    }
    const single = text(argument);
    return single === undefined ? [] : [...(match ? ['-m', match] : []), ...negatable(flag, single)];
  };
  const words = beforeConditions.flatMap(option);
  words.push(...tcpFlags(args.tcp_flags), ...option({ argument: 'jump', flag: '-j' }));
  if (text('jump')?.toLowerCase() === 'tee')
    words.push(...option({ argument: 'gateway', flag: '--gateway' }));
  words.push(...targetOptions.flatMap(option));
  if (args.syn === 'match') words.push('--syn');
  if (args.syn === 'negate') words.push('!', '--syn');
  const states = list(args.ctstate);
  if (states.length > 0) {
    const old = loaded.has('state') && !loaded.has('conntrack');
    words.push(...(old ? ['--state'] : [...load('conntrack'), '--ctstate']), states.join(','));
  }
  if (text('src_range') ?? text('dst_range')) {
    words.push(
      ...load('iprange'),
      ...option({ argument: 'src_range', flag: '--src-range' }),
      ...option({ argument: 'dst_range', flag: '--dst-range' }),
    );
  }
  if (text('match_set')) {
    words.push(
      ...load('set'),
      ...option({ argument: 'match_set', flag: '--match-set' }),
      ...(text('match_set_flags') ? [text('match_set_flags')!] : []),
    );
  }
  if (text('limit') ?? text('limit_burst')) {
    words.push(
      '-m',
      'limit',
      ...option({ argument: 'limit', flag: '--limit' }),
      ...option({ argument: 'limit_burst', flag: '--limit-burst' }),
    );
  }
  words.push(
    ...option({ argument: 'uid_owner', flag: '--uid-owner', match: 'owner' }),
    ...option({ argument: 'gid_owner', flag: '--gid-owner', match: 'owner' }),
  );
  if (text('reject_with'))
    words.push(
      ...(text('jump') === undefined ? ['-j', 'REJECT'] : []),
      ...option({ argument: 'reject_with', flag: '--reject-with' }),
    );
  words.push(
    ...option({ argument: 'icmp_type', flag: args.ip_version === 'ipv6' ? '--icmpv6-type' : '--icmp-type' }),
  );
  words.push(...option({ argument: 'comment', flag: '--comment', match: 'comment' }));
  return words;
}

function negatable(flag: string, value: string): string[] {
  return value.startsWith('!') ? ['!', flag, value.slice(1).trim()] : [flag, value];
}

function tcpFlags(value: Value | undefined): string[] {
  if (!(value instanceof Dict)) return [];
  const [flags, set] = [list(value.get('flags')), list(value.get('flags_set'))];
  return flags.length > 0 && set.length > 0 ? ['--tcp-flags', flags.join(','), set.join(',')] : [];
}

function list(value: Value | undefined): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? [value] : [];
}
