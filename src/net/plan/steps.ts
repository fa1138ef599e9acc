import { ruleText } from '../object/key.js';
import type {
  AddressObject,
  FdbObject,
  NeighbourObject,
  NetObject,
  NetState,
  NftObject,
  RouteObject,
  RuleObject,
} from '../object/types.js';
import { chainSteps } from './chainSteps.js';
import type { Effect } from './effects.js';
import { changeLink, createLink } from './linkSteps.js';
import type { Step } from './step.js';

/**
 * The work that turns one state of an object into another. `state` is the state before it. An object that its
 * device takes with it needs none.
 */
export function stepsFor({ before, after }: Effect, state: NetState): Step[] {
  if (after === undefined) return before === undefined ? [] : removal(before, state);
  switch (after.kind) {
    case 'link': {
      return before?.kind === 'link' ? changeLink(before, after, state) : createLink(after);
    }
    case 'address':
      return [
        ...(before ? removal(before, state) : []),
        ip('address', 'replace', ...selector(after), 'dev', after.dev, ...addressWords(after)),
      ];
    case 'route':
      return replaceRoute(before as RouteObject | undefined, after);
    case 'rule':
      return [{ tool: after.family === 6 ? 'ip6' : 'ip', words: ['rule', 'add', ...ruleWords(after)] }];
    case 'neighbour':
      return [setNeighbour(after)];
    case 'fdb':
      return [
        {
          tool: 'bridge',
          words: ['fdb', after.dst === '' ? 'replace' : 'append', ...fdbWords(after), after.state],
        },
      ];
    case 'sysctl':
      return [{ tool: 'sysctl', name: after.name, value: after.value }];
    case 'chain':
      return chainSteps(before?.kind === 'chain' ? before : undefined, after);
    case 'nft':
      return [{ tool: 'nft', text: nftText(after) }];
  }
}

function removal(object: NetObject, state: NetState): Step[] {
  switch (object.kind) {
    case 'link':
      // the other end of a veth pair is gone already when its peer was deleted
      return object.type === '' || !state.has(`link ${object.name}`)
        ? []
        : [ip('link', 'del', 'dev', object.name)];
    case 'address':
      return [ip('address', 'del', ...selector(object), 'dev', object.dev)];
    case 'route':
      return [ip('route', 'del', ...routeSelector(object))];
    case 'rule':
      return [{ tool: object.family === 6 ? 'ip6' : 'ip', words: ['rule', 'del', ...ruleWords(object)] }];
    case 'neighbour':
      // a bridge that took another MAC address with its ports has forgotten it, and nothing can be removed twice
      return [
        ...(object.proxy ? [] : [setNeighbour(object)]),
        ip('neighbour', 'del', ...neighbourWords(object)),
      ];
    case 'fdb':
      return [{ tool: 'bridge', words: ['fdb', 'del', ...fdbWords(object)] }];
    case 'sysctl':
      return [];
    case 'chain':
      return chainSteps(object, undefined);
    case 'nft':
      return [{ tool: 'nft', text: `delete table ${object.family} ${object.table}\n` }];
  }
}

/** `replace` keeps traffic flowing; IPv6 only replaces a route by one of the same type. */
function replaceRoute(before: RouteObject | undefined, after: RouteObject): Step[] {
  const clash = before && after.family === 6 && (before.type !== after.type || before.hops.length > 0);
  return [
    ...(clash ? [ip('route', 'del', ...routeSelector(before))] : []),
    ip('route', 'replace', ...routeWords(after)),
  ];
}

function routeSelector(route: RouteObject): string[] {
  const { type, to, table, metric, dev, hops } = route;
  return [
    type,
    to,
    ...(dev === '' || hops.length > 0 ? [] : ['dev', dev]),
    'table',
    String(table),
    ...(metric === 0 ? [] : ['metric', String(metric)]),
    ...(route.protocol === '' ? [] : ['proto', route.protocol]),
  ];
}

function routeWords(route: RouteObject): string[] {
  const words = [route.type, route.to];
  const add = (name: string, value: string | number): void => {
    if (value !== '' && value !== 0) words.push(name, String(value));
  };
  add('via', route.via);
  add('dev', route.dev);
  add('table', route.table);
  add('metric', route.metric);
  add('proto', route.protocol);
  add('src', route.src);
  add('mtu', route.mtu);
  if (route.family === 4 && route.type === 'unicast') add('scope', route.scope);
  if (route.onlink) words.push('onlink');
  for (const hop of route.hops) words.push('nexthop', ...hop.split(' '));
  return words;
}

function ruleWords(rule: RuleObject): string[] {
  const [, ...words] = ruleText(rule).split(' ');
  return rule.protocol === '' ? words : [...words, 'protocol', rule.protocol];
}

function setNeighbour(entry: NeighbourObject): Step {
  return ip(
    'neighbour',
    'replace',
    ...neighbourWords(entry),
    ...(entry.proxy ? [] : ['lladdr', entry.lladdr, 'nud', 'permanent']),
    ...(entry.protocol === '' ? [] : ['protocol', entry.protocol]),
  );
}

function neighbourWords(entry: NeighbourObject): string[] {
  return [...(entry.proxy ? ['proxy'] : []), entry.address, 'dev', entry.dev];
}

function fdbWords(entry: FdbObject): string[] {
  return [
    entry.lladdr,
    'dev',
    entry.dev,
    ...(entry.dst === '' ? [] : ['dst', entry.dst]),
    ...(entry.vlan === 0 ? [] : ['vlan', String(entry.vlan)]),
    ...(entry.vni === 0 ? [] : ['vni', String(entry.vni)]),
    entry.side,
  ];
}

function selector(address: AddressObject): string[] {
  return address.peer === ''
    ? [`${address.address}/${address.prefix}`]
    : [address.address, 'peer', `${address.peer}/${address.prefix}`];
}

function addressWords(address: AddressObject): string[] {
  return [
    ...(address.scope === 'global' ? [] : ['scope', address.scope]),
    ...(address.label === '' || address.label === address.dev ? [] : ['label', address.label]),
  ];
}

/** One transaction: the old table, if any, goes when the new one comes. */
function nftText({ family, table, text }: NftObject): string {
  return `add table ${family} ${table}\ndelete table ${family} ${table}\ntable ${family} ${table} {\n${text}\n}\n`;
}

function ip(...words: string[]): Step {
  return { tool: 'ip', words };
}
