import type { Section } from '../../../net/document/document.js';
import type { NetObject } from '../../../net/object/types.js';
import { objectName } from '../../../net/plan/describe.js';
import type { Operation } from '../../../net/plan/operation.js';
import { fromJs } from '../../../value/convert.js';
import { Dict, type Value } from '../../../value/types.js';

/**
 * What operations make that was not there, by section of the document, each with the words that tell it from others
 * of its section. A property without a value is left out; the default route is `0.0.0.0/0` or `::/0`.
 */
export function additionsOf(operations: readonly Operation[]): Dict {
  const additions = new Map<Section, Value[]>();
  for (const { effects } of operations) {
    const main = effects.at(-1);
    if (main?.after === undefined || main.before !== undefined) continue;
    const [section, words] = entryOf(main.after);
    const known = Object.entries(words).filter(([, value]) => value !== '');
    const entries = additions.get(section) ?? [];
    additions.set(section, entries);
    entries.push(fromJs(Object.fromEntries(known)));
  }
  return Dict.of(Object.fromEntries(additions));
}

function entryOf(object: NetObject): [Section, Record<string, string | number | boolean>] {
  switch (object.kind) {
    case 'link':
      return ['links', { name: object.name, type: object.type }];
    case 'address': {
      const { dev, address, prefix, peer } = object;
      return ['addresses', { dev, address: `${address}/${prefix}`, peer }];
    }
    case 'route': {
      const { to, via, dev, table, type, metric } = object;
      return ['routes', { to, via, dev, table, type, metric }];
    }
    case 'rule': {
      const { priority, iif, oif, from, to, fwmark, action } = object;
      const target = action === '' ? { table: object.table } : { action };
      return ['rules', { priority, family: `${object.family}`, iif, oif, from, to, fwmark, ...target }];
    }
    case 'neighbour': {
      const { dev, address, lladdr, proxy } = object;
      return ['neighbours', { dev, address, lladdr, proxy }];
    }
    case 'fdb': {
      const { dev, lladdr, dst, vlan, vni, side } = object;
      return ['fdb', { dev, lladdr, dst, vlan: vlan || '', vni: vni || '', [side]: true }];
    }
    case 'sysctl':
      return ['sysctls', { name: objectName(object), value: object.value }];
    case 'chain': {
      const { tool, table, name } = object;
      return ['chains', { tool, table, name }];
    }
    case 'nft':
      return ['nft', { family: object.family, table: object.table }];
  }
}
