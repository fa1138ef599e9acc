import type { RouteObject, RuleObject } from '../../object/types.js';
import { section, type UnitSection } from './section.js';

const mainTable = 254;

/** `[Route]`. What is the kernel's choice anyway is left out. */
export function routeSection(route: RouteObject): UnitSection {
  const { family, to, via, onlink, src, metric, mtu, scope, type, table, protocol } = route;
  const isDefault = to.endsWith('/0');
  const usualMetric = family === 6 ? 1024 : 0;
  const usualScope = type === 'local' ? 'host' : type === 'unicast' && via === '' ? 'link' : 'global';
  return section('Route', [
    ['Destination', isDefault && via !== '' ? undefined : to],
    ['Gateway', via || undefined],
    ['GatewayOnLink', onlink ? 'yes' : undefined],
    ['PreferredSource', src || undefined],
    ['Metric', metric === usualMetric ? undefined : String(metric)],
    ['MTUBytes', mtu === 0 ? undefined : String(mtu)],
    ['Scope', family === 6 || scope === usualScope ? undefined : scope],
    ['Type', type === 'unicast' ? undefined : type],
    ['Table', table === mainTable ? undefined : String(table)],
    ['Protocol', protocol],
  ]);
}

/** `[RoutingPolicyRule]`. Without addresses a rule is one of IPv4 unless it says otherwise. */
export function ruleSection(rule: RuleObject): UnitSection {
  const { family, iif, oif, from, to, fwmark, table, action, priority } = rule;
  return section('RoutingPolicyRule', [
    ['IncomingInterface', iif || undefined],
    ['OutgoingInterface', oif || undefined],
    ['From', from || undefined],
    ['To', to || undefined],
    ['FirewallMark', fwmark || undefined],
    ['Family', family === 6 && from === '' && to === '' ? 'ipv6' : undefined],
    ['Type', action || undefined],
    ['Table', table === 0 ? undefined : String(table)],
    ['Priority', String(priority)],
  ]);
}
