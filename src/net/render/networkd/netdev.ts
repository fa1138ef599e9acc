import { linkKinds } from '../../kinds.js';
import type { LinkObject } from '../../object/types.js';
import { netdevKinds, optionSettings } from './options.js';
import { section, type UnitSection } from './section.js';

/** What a `.netdev` file says about a link, and the options that it cannot say. */
interface Netdev {
  readonly sections: readonly UnitSection[];
  readonly missing: readonly string[];
}

/** The sections that make a link; undefined for a kind that networkd does not know. */
export function netdevSections(link: LinkObject): Netdev | undefined {
  const { mode, ...rest } = link.options;
  // one kind for ip, two for networkd
  const [type, options] = link.type === 'tun' ? [mode ?? 'tap', rest] : [link.type, link.options];
  const kind = netdevKinds[type];
  if (kind === undefined) return undefined;
  const known = linkKinds[link.type];
  // what every new link has need not be said, and kernels that lack it refuse to hear of it
  const said = Object.entries(options).filter(([name, value]) => known?.[name]?.usual !== value);
  const { settings, missing } = optionSettings(kind.settings, Object.fromEntries(said), known);
  const independent = link.parent === '' && ['Tunnel', 'VXLAN'].includes(kind.section);
  return {
    sections: [
      section('NetDev', [
        ['Name', link.name],
        ['Kind', kind.kind],
        ['MTUBytes', link.mtu === 0 ? undefined : String(link.mtu)],
        ['MACAddress', link.address || undefined],
      ]),
      section(kind.section, [
        ...settings,
        ['Name', link.type === 'veth' ? link.peer || undefined : undefined],
        ['Independent', independent ? 'yes' : undefined],
      ]),
    ],
    // the member that is preferred says so itself
    missing: missing.filter((name) => !(link.type === 'bond' && name === 'primary')),
  };
}
