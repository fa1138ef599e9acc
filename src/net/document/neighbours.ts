import { ownProtocol } from '../object/types.js';
import type { Wish } from '../plan/wish.js';
import type { Fields } from './fields.js';

/** `neighbours`: {dev, address, lladdr, proxy, state}. */
export function readNeighbour(fields: Fields): Wish {
  fields.need('dev');
  fields.need('address');
  const proxy = fields.flag('proxy') ?? false;
  const state = fields.choice('state', ['present', 'absent']) ?? 'present';
  if (!proxy && state === 'present') fields.need('lladdr');
  const lladdr = fields.mac('lladdr');
  if (proxy && lladdr !== undefined) fields.wrong('lladdr', 'a proxy entry has no link-layer address');
  return {
    path: fields.path,
    state,
    object: {
      kind: 'neighbour',
      dev: fields.device('dev') ?? '',
      address: fields.address('address') ?? '',
      proxy,
      lladdr: proxy ? '' : (lladdr ?? ''),
      protocol: ownProtocol,
    },
    given: fields.given,
    creates: true,
  };
}

/** `fdb`: {dev, lladdr, dst, vlan, vni, self, master, state}. */
export function readFdb(fields: Fields): Wish {
  fields.need('dev');
  fields.need('lladdr');
  const dst = fields.address('dst') ?? '';
  const self = fields.flag('self') ?? (dst !== '' && fields.raw('master') === undefined);
  const master = fields.flag('master') ?? !self;
  if (self === master)
    fields.wrong('master', 'an entry belongs either to the device itself or to its bridge');
  if (dst !== '' && !self)
    fields.wrong('dst', 'only an entry of the device itself (self: true) has a destination');
  const side = self ? 'self' : 'master';
  return {
    path: fields.path,
    state: fields.choice('state', ['present', 'absent']) ?? 'present',
    object: {
      kind: 'fdb',
      dev: fields.device('dev') ?? '',
      lladdr: fields.mac('lladdr') ?? '',
      dst,
      vlan: fields.int('vlan', 0, 4094) ?? 0,
      vni: fields.int('vni', 0, 16777215) ?? 0,
      side,
      state: self ? 'permanent' : 'static',
    },
    given: fields.given,
    creates: true,
  };
}
