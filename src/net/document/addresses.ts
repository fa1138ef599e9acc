import { parseCidr } from '../ip.js';
import type { Wish } from '../plan/wish.js';
import type { Fields } from './fields.js';

/** `addresses`: {dev, address, peer, scope, label, state}. */
export function readAddress(fields: Fields): Wish {
  fields.need('dev');
  const dev = fields.device('dev') ?? '';
  const text = fields.need('address');
  const cidr = parseCidr(text);
  if (text !== '' && cidr === undefined)
    fields.wrong('address', `"${text}" is not an IP address`, 'write it as 192.0.2.1/24 or 2001:db8::1/64');
  const { family = 4, address = '', prefix = 32 } = cidr ?? {};
  const peerText = fields.text('peer');
  const peer = peerText === undefined || peerText === '' ? undefined : parseCidr(peerText);
  if (peerText && (peer === undefined || peer.family !== family))
    fields.wrong('peer', `"${peerText}" is not an address of the same family as ${text}`);
  const label = fields.word('label');
  const state = fields.choice('state', ['present', 'absent']) ?? 'present';
  return {
    path: fields.path,
    state,
    object: {
      kind: 'address',
      dev,
      family,
      address,
      prefix: peerText?.includes('/') ? (peer?.prefix ?? prefix) : prefix,
      peer: peer?.address ?? '',
      scope: fields.choice('scope', ['global', 'site', 'link', 'host']) ?? 'global',
      label: family === 4 ? (label ?? dev) : '',
      dynamic: false,
    },
    given: fields.given.filter((name) => name === 'scope' || (name === 'label' && family === 4)),
    creates: true,
  };
}
