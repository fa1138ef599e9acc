import type { AddressObject, LinkObject, NetKind, NetObject, RouteObject, RuleObject } from './types.js';
import { ownProtocol } from './types.js';

/** A link of which nothing is known but its name. */
export function blankLink(name: string): LinkObject {
  return {
    kind: 'link',
    name,
    type: '',
    up: false,
    mtu: 0,
    address: '',
    master: '',
    parent: '',
    peer: '',
    alias: '',
    options: {},
    port: {},
  };
}

const blankAddress = { peer: '', scope: 'global', dynamic: false } satisfies Partial<AddressObject>;

const blankRoute = {
  table: 254,
  metric: 0,
  type: 'unicast',
  via: '',
  dev: '',
  src: '',
  mtu: 0,
  onlink: false,
  scope: 'global',
  protocol: ownProtocol,
  hops: [],
} satisfies Partial<RouteObject>;

const blankRule = {
  iif: '',
  oif: '',
  from: '',
  to: '',
  fwmark: '',
  table: 0,
  action: '',
  protocol: ownProtocol,
} satisfies Partial<RuleObject>;

/** What a property has when nobody gave it, for the kinds where that is fixed. */
export const blanks: Readonly<Partial<Record<NetKind, Partial<NetObject>>>> = {
  address: blankAddress,
  route: blankRoute,
  rule: blankRule,
};
