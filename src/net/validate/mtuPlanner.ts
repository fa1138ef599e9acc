import { ESP_CIPHERS, ESP_INTEGRITY, espSizes } from '../espSuites.js';
import { ip } from './addressFormats.js';
import { Claims } from './claims.js';
import { type Entry, entriesOf, type Report } from './entry.js';
import type { Finding, HostVariables, RoleValidator } from './finding.js';
import { bool, choice, filled, ifname, int, mtu } from './formats.js';
import { type Format, good } from './verdict.js';

/** The paths and tenant networks of role `mtu_planner`. */
export const mtuPlanner: RoleValidator = {
  role: 'mtu_planner',
  variables: ['mtu_planner_paths', 'mtu_planner_networks'],
  validate(hosts) {
    const findings: Finding[] = [];
    for (const [host, variables] of hosts) readHost(variables, { host, findings });
    return findings;
  },
};

/** 4 or 6. */
const ipVersion: Format<number> = (value) => {
  const verdict = int(4, 6, 'version of IP')(value);
  return 'value' in verdict && verdict.value === 5
    ? { problem: '5 is not a version of IP', fix: 'write 4 or 6' }
    : verdict;
};

const anything: Format<unknown> = good;

function readHost(variables: HostVariables, report: Report): void {
  // A plan is asked for by the name of its path or network.
  const names = new Claims('name', 'the plan is asked for by it: give another one');
  const taken = (entry: Entry): void => {
    const name = entry.need('name', filled);
    if (name !== undefined) names.claim(name, entry, 'name');
  };
  for (const path of entriesOf(variables, 'mtu_planner_paths', report)) {
    taken(path);
    readPath(path);
  }
  for (const network of entriesOf(variables, 'mtu_planner_networks', report)) {
    taken(network);
    network.need('type', choice('flat', 'vlan', 'vxlan'));
    network.get('physical_network', filled);
    network.get('ip_version', ipVersion);
    network.get('mtu', mtu);
    network.finish();
  }
}

function readPath(path: Entry): void {
  path.get('underlay_mtu', mtu);
  path.get('underlay_interface', ifname);
  if (!path.has('underlay_mtu') && !path.has('underlay_interface'))
    path.wrong(
      '',
      'nothing says what the underlay carries',
      'give underlay_mtu, or underlay_interface to measure it',
    );
  path.get('strict_frames', bool);
  for (const layer of path.entries('layers')) readLayer(layer);
  for (const device of path.entries('interfaces')) {
    device.need('name', filled);
    device.get('mtu', mtu);
    device.get('announced', mtu);
    device.finish();
  }
  path.list('targets', ip);
  path.finish();
}

function readLayer(layer: Entry): void {
  const type = layer.need('type', choice('vlan', 'vxlan', 'esp'));
  layer.get('ip_version', ipVersion);
  layer.get('inner_vlan', bool);
  layer.get('mode', choice('transport', 'tunnel'));
  layer.get('nat_t', bool);
  if (type !== 'esp') {
    layer.get('cipher', anything);
    layer.get('integrity', anything);
    layer.finish();
    return;
  }
  const cipher = layer.need('cipher', choice(...ESP_CIPHERS));
  const integrity = layer.get('integrity', choice(...ESP_INTEGRITY));
  const integrityIsRead = integrity !== undefined || !layer.has('integrity');
  const sizes = cipher !== undefined && integrityIsRead ? espSizes(cipher, integrity) : undefined;
  if (typeof sizes === 'string') layer.wrong('', sizes);
  layer.finish();
}
