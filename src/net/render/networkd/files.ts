import type { LinkObject, SysctlObject } from '../../object/types.js';
import type { Device } from '../device.js';
import { fileWord, type NetworkFile, type Rendering, type RenderRequest, type TextFile } from '../file.js';
import { filterFiles } from '../filterFiles.js';
import { type Model, modelOf } from '../model.js';
import { settingsFile } from '../settingsFile.js';
import { netdevSections } from './netdev.js';
import { needsNetwork, networkSections, type Stacking } from './network.js';
import { sectionData, type UnitSection } from './section.js';

const folder = '/etc/systemd/network';

/** Links whose definition stands in another place than `.netdev` files, with the name of their `.network` file. */
type DefinedElsewhere = ReadonlyMap<string, string>;

/**
 * The files of systemd-networkd. A device that the document makes has a `.netdev` and a `.network` file; one that
 * others make gets a drop-in beside the file that configures it, so that several owners can speak of one device. A
 * member of a bond or bridge has a file of its own that wins over others: it carries nothing else.
 */
export function networkdFiles(
  request: RenderRequest,
  model: Model = modelOf(request.wishes),
  elsewhere: DefinedElsewhere = new Map(),
): Rendering {
  const { owner, host } = request;
  const files: TextFile[] = [];
  const unsupported: string[] = [];
  const settings: SysctlObject[] = [];
  for (const device of model.devices) {
    const { link } = device;
    const stacking = stackingOf(device, model.devices, host.bonds);
    const defined = elsewhere.get(device.name);
    if (link !== undefined && device.created && defined === undefined) {
      const netdev = netdevSections(link);
      if (netdev === undefined) unsupported.push(`networkd cannot make ${link.name} of type ${link.type}`);
      else {
        const number = link.parent === '' ? 10 : 11;
        files.push(
          unit(`${folder}/${number}-mw-${link.name}.netdev`, link.name, netdev.sections, 'link.netdev.j2'),
        );
        unsupported.push(...netdev.missing.map((name) => `networkd cannot set ${name} of ${link.name}`));
      }
    }
    const base = placeOf(device, stacking, defined, host.networkFiles.get(device.name));
    const whole = !('dropIn' in base);
    const network = networkSections(device, stacking, {
      version: host.networkd,
      whole,
      raises: !whole && defined === undefined,
    });
    settings.push(...network.settings);
    unsupported.push(...network.unsupported);
    if (!needsNetwork(device, stacking, host.networkd)) continue;
    if (base.problem !== undefined) unsupported.push(base.problem);
    const matching = { name: 'Match', settings: [['Name', device.name]] } satisfies UnitSection;
    if ('nowhere' in base) continue;
    if ('file' in base) {
      files.push(
        unit(`${folder}/${base.file}`, device.name, [matching, ...network.sections], 'link.network.j2'),
      );
      continue;
    }
    const isEmpty = network.sections.every(({ settings }) => settings.length === 0);
    if (isEmpty && !base.missing) continue;
    if (base.missing) {
      const sections = [
        matching,
        { name: 'Network', settings: [['ConfigureWithoutCarrier', 'yes']] as const },
      ];
      files.push({
        ...unit(`${folder}/${base.dropIn}`, device.name, sections, 'link.network.j2'),
        shared: true,
      });
    }
    const path = `${folder}/${base.dropIn}.d/60-mw-${fileWord(owner)}.conf`;
    files.push(unit(path, device.name, network.sections, 'link.network.j2'));
  }
  if (files.length + elsewhere.size > 0) files.push(foreignRoutes);
  return {
    files: [
      ...files,
      ...settingsFile(owner, [...model.settings, ...settings]),
      ...filterFiles(owner, model, host.systemd),
    ],
    unsupported,
  };
}

/** Without it a restart of networkd removes the routes and rules that others made. */
const foreignRoutes: TextFile = {
  kind: 'text',
  path: '/etc/systemd/networkd.conf.d/60-mw.conf',
  mode: 0o644,
  id: 'networkd',
  shared: true,
  template: 'networkd/networkd.conf.j2',
  variables: {
    interface: '',
    sections: sectionData([
      {
        name: 'Network',
        settings: [
          ['ManageForeignRoutes', 'no'],
          ['ManageForeignRoutingPolicyRules', 'no'],
        ],
      },
    ]),
  },
};

/** Where the configuration of a device stands: in a file of its own, or in an addition to one that is there. */
type Place = (
  | { readonly file: string }
  | { readonly dropIn: string; readonly missing: boolean }
  | { readonly nowhere: true }
) & { readonly problem?: string };

function placeOf(
  { name, created, link }: Device,
  { masterType }: Stacking,
  defined: string | undefined,
  found: NetworkFile | undefined,
): Place {
  if (defined !== undefined) return { dropIn: defined, missing: false };
  const isMember = !created && (masterType !== '' || (link?.master ?? '') !== '');
  const own = `${isMember ? 10 : 20}-mw-${name}.network`;
  const problem = `${name} is configured by ${found?.file}, which is for other devices too; give it a file of its own`;
  const early = `${name} is configured by ${found?.file}, which networkd takes before ${own}: remove it, or give it a name behind that one`;
  // what another role of ours makes gets its master beside it, so that their order does not matter
  if (isMember && found?.made) return { dropIn: found.file, missing: false };
  if (isMember || (created && !found?.exclusive))
    return found !== undefined && found.file < own ? { file: own, problem: early } : { file: own };
  if (found?.exclusive === false) return { nowhere: true, problem };
  return { dropIn: found?.file ?? own, missing: found === undefined };
}

function unit(path: string, device: string, sections: readonly UnitSection[], template: string): TextFile {
  return {
    kind: 'text',
    path,
    mode: 0o644,
    id: device,
    shared: false,
    template: `networkd/${template}`,
    variables: { interface: device, sections: sectionData(sections) },
  };
}

function stackingOf(
  { name, link }: Device,
  devices: readonly Device[],
  bonds: ReadonlySet<string>,
): Stacking {
  const master = devices.find((other) => other.name === link?.master)?.link;
  const links = devices.flatMap((other): LinkObject[] => (other.link && other.created ? [other.link] : []));
  return {
    masterType: master?.type ?? (bonds.has(link?.master ?? '') ? 'bond' : ''),
    primary: master?.options.primary ?? '',
    children: links.filter(({ parent }) => parent === name),
  };
}
