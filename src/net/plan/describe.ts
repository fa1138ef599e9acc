import { ruleText } from '../object/key.js';
import type { NetObject } from '../object/types.js';

/** One object in a sentence: `route 192.0.2.0/24 dev tap1 table 993`. */
export function objectName(object: NetObject): string {
  switch (object.kind) {
    case 'link':
      return `${object.type || 'link'} ${object.name}`;
    case 'address':
      return object.peer === ''
        ? `${object.address}/${object.prefix} on ${object.dev}`
        : `${object.address} peer ${object.peer}/${object.prefix} on ${object.dev}`;
    case 'route': {
      const to = object.to.replace(
        /^(0\.0\.0\.0|::)\/0$/,
        object.family === 6 ? 'default (IPv6)' : 'default',
      );
      const words = [
        object.type === 'unicast' ? 'route' : `${object.type} route`,
        to,
        object.via && `via ${object.via}`,
        object.dev && `dev ${object.dev}`,
        ...object.hops,
        object.table !== 254 && `table ${object.table}`,
        object.metric !== 0 && object.metric !== 1024 && `metric ${object.metric}`,
      ];
      return words.filter(Boolean).join(' ');
    }
    case 'rule':
      return `rule ${ruleText(object)
        .replace(/^inet /, '')
        .replace(/^inet6 /, '(IPv6) ')}`;
    case 'neighbour':
      return object.proxy
        ? `proxy entry ${object.address} on ${object.dev}`
        : `neighbour ${object.address} at ${object.lladdr} on ${object.dev}`;
    case 'fdb':
      return `forwarding entry ${object.lladdr} on ${object.dev}${object.dst && ` to ${object.dst}`}`;
    case 'sysctl':
      return sysctlName(object.name);
    case 'chain':
      return `chain ${object.name} of ${object.tool} ${object.table}`;
    case 'nft':
      return `nft table ${object.family} ${object.table}`;
  }
}

/** The dotted name of a setting; dots of a device name stay. */
function sysctlName(path: string): string {
  return path.replaceAll('/', '.');
}
