import { entryOf, type Report } from './entry.js';
import type { Finding, HostVariables, RoleValidator } from './finding.js';
import { ifname, int } from './formats.js';
import { guestClaims, readGuest } from './routedGuest.js';
import { readNetworks } from './routedNetwork.js';
import type { Format } from './verdict.js';

const bridge = 'bridged_to_routed_from_bridge';

/** The guest that role `bridged_to_routed` moves, and the bridge. The networks have the checks of `routed_network`. */
export const bridgedToRouted: RoleValidator = {
  role: 'bridged_to_routed',
  variables: [
    'guest',
    'routed_networks',
    'vlans',
    bridge,
    'bridged_to_routed_max_loss_ms',
    'bridged_to_routed_listen',
  ],
  validate(hosts) {
    const findings: Finding[] = [];
    const claims = guestClaims();
    for (const [host, variables] of hosts) {
      const report = { host, findings };
      const guest = entryOf(variables, 'guest', report);
      if (guest) readGuest(guest, readNetworks(variables, { host, findings: [] }), claims);
      check(variables, bridge, ifname, report);
      check(variables, 'bridged_to_routed_max_loss_ms', int(0, 600_000, 'time in milliseconds'), report);
      check(variables, 'bridged_to_routed_listen', int(0, 600, 'time in seconds'), report);
    }
    return findings;
  },
};

function check(variables: HostVariables, path: string, format: Format<unknown>, { host, findings }: Report) {
  const value = variables.get(path);
  if (value === undefined || value === null) return;
  const verdict = format(value);
  if ('problem' in verdict) findings.push({ host, path, message: verdict.problem, fix: verdict.fix });
}
