import { blanks } from '../object/blank.js';
import type { RouteObject, RuleObject } from '../object/types.js';
import type { Wish } from '../plan/wish.js';
import { tableNumber } from '../read/names.js';
import type { Fields } from './fields.js';

/** `routes`: {to, family, via, dev, table, type, metric, src, mtu, onlink, scope, state}. */
export function readRoute(fields: Fields): Wish {
  const given = fields.text('to') ?? '';
  const family = familyOf(fields, [given, fields.text('via') ?? '']);
  const isDefault = given === 'default';
  const network = isDefault ? undefined : fields.network('to');
  if (given === '') fields.need('to');
  const to = isDefault ? { 4: '0.0.0.0/0', 6: '::/0' }[family] : (network ?? '');
  const type =
    fields.choice('type', ['unicast', 'unreachable', 'blackhole', 'prohibit', 'local']) ?? 'unicast';
  const via = fields.address('via') ?? '';
  const dev = fields.device('dev') ?? '';
  const state = fields.choice('state', ['present', 'absent']) ?? 'present';
  const scope = fields.choice('scope', ['global', 'site', 'link', 'host']);
  if (type === 'unicast' && dev === '' && state === 'present')
    fields.wrong('dev', 'is required for a route that leads somewhere');
  if (type !== 'unicast' && type !== 'local' && (dev !== '' || via !== ''))
    fields.wrong('type', `a route of type ${type} takes neither dev nor via`);
  if (via !== '' && (via.includes(':') ? 6 : 4) !== family)
    fields.wrong('via', `${via} is not of the same family as ${given}`);
  const object: RouteObject = {
    ...(blanks.route as RouteObject),
    kind: 'route',
    family,
    to,
    table: tableOf(fields) ?? 254,
    // what the kernel takes for an IPv6 route without a metric
    metric: fields.int('metric', 0, 4294967295) || (family === 6 ? 1024 : 0),
    type,
    via,
    dev,
    src: fields.address('src') ?? '',
    mtu: fields.int('mtu', 68, 65535) ?? 0,
    onlink: fields.flag('onlink') ?? false,
    scope: family === 6 ? 'global' : (scope ?? kernelScope(type, via)),
  };
  return { path: fields.path, state, object, given: fields.given, creates: true };
}

/** `rules`: {priority, family, iif, oif, from, to, fwmark, table | action, state}. */
export function readRule(fields: Fields): Wish {
  const from = anyIsNone(fields.network('from'));
  const to = anyIsNone(fields.network('to'));
  const family = familyOf(fields, [from, to]);
  fields.need('priority');
  const table = tableOf(fields) ?? 0;
  const action = fields.choice('action', ['unreachable', 'blackhole', 'prohibit']) ?? '';
  if ((table === 0) === (action === '')) fields.wrong('', 'needs either a table or an action');
  const object: RuleObject = {
    ...(blanks.rule as RuleObject),
    kind: 'rule',
    family,
    priority: fields.int('priority', 1, 32765) ?? 0,
    iif: fields.device('iif') ?? '',
    oif: fields.device('oif') ?? '',
    from,
    to,
    fwmark: markText(fields),
    table,
    action,
  };
  const state = fields.choice('state', ['present', 'absent']) ?? 'present';
  return { path: fields.path, state, object, given: fields.given, creates: true };
}

function familyOf(fields: Fields, texts: readonly string[]): 4 | 6 {
  const family = fields.choice('family', ['inet', 'inet6', 'ipv4', 'ipv6', '4', '6']);
  if (family === undefined) return texts.some((text) => text.includes(':')) ? 6 : 4;
  return family.endsWith('6') ? 6 : 4;
}

function tableOf(fields: Fields): number | undefined {
  const text = fields.text('table');
  if (text === undefined) return undefined;
  const table = text === '' ? undefined : tableNumber(text);
  if (table !== undefined && table >= 1 && table <= 4294967295) return table;
  fields.wrong('table', `"${text}" is no routing table`, 'give its number, or main, local or default');
  return undefined;
}

function kernelScope(type: string, via: string): string {
  if (type === 'local') return 'host';
  return type === 'unicast' && via === '' ? 'link' : 'global';
}

function anyIsNone(network: string | undefined): string {
  return network === undefined || network.endsWith('/0') ? '' : network;
}

/** ip shows marks in hexadecimal and leaves a full mask out. */
function markText(fields: Fields): string {
  const text = fields.text('fwmark');
  if (text === undefined || text === '') return '';
  const numbers = text
    .split('/')
    .map((part) => (/^(0x[0-9a-f]+|\d+)$/i.test(part) ? Number(part) : Number.NaN));
  if (numbers.length > 2 || numbers.some((number) => !(number >= 0 && number <= 0xffffffff))) {
    fields.wrong('fwmark', `"${text}" is no mark`, 'write it as 0x10 or 0x10/0xff');
    return '';
  }
  return numbers
    .filter((number, i) => i === 0 || number !== 0xffffffff)
    .map((number) => `0x${number.toString(16)}`)
    .join('/');
}
