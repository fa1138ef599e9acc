import { PyError } from '../../value/errors.js';
import { intOf } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyClassText } from '../../value/typeName.js';
import type { Kwargs, Value } from '../../value/types.js';
import type { IpVersion } from '../ip/address.js';
import { queryIp } from '../ip/query.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters that check and convert IP addresses. */
export const ipaddrFilters: readonly FilterEntry[] = [
  {
    name: 'ipaddr',
    doc: 'The value when it is an IP address or network, else False; `query` asks for a part of it (network, netmask, a host number, …).',
    apply: (input, args, kwargs) => {
      const { query, version } = bind(
        'ipaddr',
        [
          ['query', ''],
          ['version', null],
          ['alias', 'ipaddr'],
        ],
        args,
        kwargs,
      );
      return ask('ipaddr', input, query, wantedVersion(version));
    },
  },
  {
    name: 'ipv4',
    doc: 'As ipaddr, for IPv4 only.',
    apply: (input, args, kwargs) => ask('ipv4', input, queryOf('ipv4', args, kwargs), 4),
  },
  {
    name: 'ipv6',
    doc: 'As ipaddr, for IPv6 only.',
    apply: (input, args, kwargs) => ask('ipv6', input, queryOf('ipv6', args, kwargs), 6),
  },
  {
    name: 'ipwrap',
    doc: 'IPv6 addresses in brackets; everything else unchanged.',
    apply: (input) => {
      if (typeof input !== 'string' && typeof input !== 'boolean' && !Array.isArray(input))
        unrecognised('ipwrap', input);
      return Array.isArray(input) ? input.map(wrap) : wrap(input);
    },
  },
];

function queryOf(name: string, args: Value[], kwargs: Kwargs): Value {
  return bind(name, [['query', '']], args, kwargs).query;
}

/** What the `version` argument asks for: nothing, 4 or 6; 0 for a number that no address has. */
function wantedVersion(version: Value): IpVersion | 0 | undefined {
  if (!truthy(version)) return undefined;
  const number = typeof version === 'string' ? Number(version) : Number(intOf(version));
  return number === 4 || number === 6 ? number : 0;
}

function ask(name: string, input: Value, query: Value, version: IpVersion | 0 | undefined): Value {
  if (typeof input !== 'string' && !Array.isArray(input) && intOf(input) === undefined) {
    unrecognised(name, input);
  }
  return queryIp(input, pyStr(query), name, version);
}

function unrecognised(name: string, input: Value): never {
  throw new PyError('AnsibleError', `Unrecognized type <${pyClassText(input)}> for ${name} filter <value>`, {
    cause: input,
  });
}

function wrap(value: Value): Value {
  const answer = queryIp(value, '', 'ipwrap');
  return truthy(answer) ? queryIp(answer, 'wrap', 'ipwrap') : value;
}
