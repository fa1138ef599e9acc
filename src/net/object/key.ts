import type { NetObject } from './types.js';

/** What tells an object from all others of its namespace; two objects with one key are two states of one thing. */
export function keyOf(object: NetObject): string {
  switch (object.kind) {
    case 'link':
      return `link ${object.name}`;
    case 'address':
      return words('address', object.dev, `${object.address}/${object.prefix}`, object.peer);
    case 'route':
      return words('route', object.to, `table ${object.table}`, `metric ${object.metric}`);
    case 'rule':
      return words('rule', ruleText(object));
    case 'neighbour':
      return words(object.proxy ? 'proxy' : 'neighbour', object.address, object.dev);
    case 'fdb':
      return words(
        'fdb',
        object.lladdr,
        object.dev,
        object.side,
        object.dst,
        object.vlan > 0 && `vlan ${object.vlan}`,
        object.vni > 0 && `vni ${object.vni}`,
      );
    case 'sysctl':
      return `sysctl ${object.name}`;
    case 'chain':
      return `chain ${object.tool} ${object.table} ${object.name}`;
    case 'nft':
      return `nft ${object.family} ${object.table}`;
  }
}

/** A rule in the words of `ip rule`, without its protocol. */
export function ruleText(rule: NetObject & { kind: 'rule' }): string {
  return words(
    rule.family === 6 ? 'inet6' : 'inet',
    `priority ${rule.priority}`,
    rule.from && `from ${rule.from}`,
    rule.to && `to ${rule.to}`,
    rule.iif && `iif ${rule.iif}`,
    rule.oif && `oif ${rule.oif}`,
    rule.fwmark && `fwmark ${rule.fwmark}`,
    rule.action === '' ? `lookup ${rule.table}` : rule.action,
  );
}

/** Whether two states of one thing are equal, whatever the order of their properties. */
export function sameObject(a: NetObject | undefined, b: NetObject | undefined): boolean {
  return a === b || JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function words(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== '' && part !== false).join(' ');
}
