import { PyError } from '../../value/errors.js';
import { toInt } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import type { Kwargs, Value } from '../../value/types.js';
import { formatMac, interfaceId, type Mac, parseMac } from '../ip/mac.js';
import { networkOf } from '../ip/query.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

type Format = (mac: Mac) => Value;

const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['bare', (mac) => formatMac(mac, 12, '').toUpperCase()],
  ['bool', () => true],
  ['int', (mac) => toInt(mac.value)],
  ['cisco', (mac) => formatMac(mac, 4, '.')],
  ['eui48', (mac) => formatMac(mac, 2, '-').toUpperCase()],
  ['win', (mac) => formatMac(mac, 2, '-').toUpperCase()],
  ['linux', (mac) => formatMac(mac, 2, ':')],
  ['unix', (mac) => formatMac(mac, 2, ':', false)],
  ['pgsql', (mac) => formatMac(mac, 6, ':')],
  ['postgresql', (mac) => formatMac(mac, 6, ':')],
  ['psql', (mac) => formatMac(mac, 6, ':')],
]);

/** Filters for hardware addresses. */
export const hwaddrFilters: readonly FilterEntry[] = [
  {
    name: 'hwaddr',
    doc: 'The value when it is a MAC address; `query` writes it as linux, cisco, bare, win, unix, pgsql or int.',
    apply: (input, args, kwargs) => hardware('hwaddr', input, args, kwargs),
  },
  {
    name: 'macaddr',
    doc: 'The same as hwaddr.',
    apply: (input, args, kwargs) => hardware('macaddr', input, args, kwargs),
  },
  {
    name: 'slaac',
    doc: 'The IPv6 address that a MAC address gets by autoconfiguration in the network of the value.',
    apply: (input, args, kwargs) => {
      const mac = parseMac(pyStr(bind('slaac', [['query', '']], args, kwargs).query));
      const network = networkOf(input);
      if (network?.version !== 6 || mac === undefined) return false;
      return network.text(network.first + interfaceId(mac));
    },
  },
];

function hardware(name: string, input: Value, args: Value[], kwargs: Kwargs): Value {
  const { query } = bind(
    name,
    [
      ['query', ''],
      ['alias', name],
    ],
    args,
    kwargs,
  );
  const wanted = pyStr(query);
  const mac = parseMac(pyStr(input));
  if (mac === undefined && wanted !== '' && wanted !== 'bool') {
    throw new PyError('AnsibleError', `${name}: not a hardware address: ${pyStr(input)}`);
  }
  if (wanted === '') return mac === undefined ? null : typeof input === 'string' ? input : pyStr(input);
  const format = formats.get(wanted);
  if (!format) throw new PyError('AnsibleError', `${name}: unknown filter type: ${wanted}`);
  if (mac === undefined) return null;
  if (mac.bits === 64 && wanted !== 'bool' && wanted !== 'int') {
    throw new PyError(
      'AnsibleError',
      `${name}: ${wanted} writes 48-bit addresses; ${pyStr(input)} has 64 bits`,
    );
  }
  return format(mac);
}
