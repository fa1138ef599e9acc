import type { Device } from '../device.js';
import { fileWord, type Rendering, type RenderRequest, type TemplateData, type TextFile } from '../file.js';
import { modelOf } from '../model.js';
import { networkdFiles } from '../networkd/files.js';
import { netdevSections } from '../networkd/netdev.js';
import { sectionData } from '../networkd/section.js';
import { type Definition, definitionOf, netplanSections } from './definition.js';

/**
 * One file of netplan for the bonds, VLANs and bridges that the document makes; everything else are files of networkd,
 * those about such links as drop-ins beside the files that netplan generates at boot.
 */
export function netplanFiles(request: RenderRequest): Rendering {
  const model = modelOf(request.wishes);
  const { netplanNames: known, netplanAddressed: addressed } = request.host;
  const names = definedNames(model.devices, known);
  const defined = model.devices.filter(({ name }) => names.has(name));
  // a member that netplan does not know, or gives addresses, joins by a file of networkd, which comes before netplan's
  const joins = ({ name, created }: Device): boolean =>
    names.has(name) || (!created && known.has(name) && !addressed.has(name));
  const members = (name: string): string[] =>
    model.devices
      .filter((device) => device.link?.master === name && joins(device))
      .map((device) => device.name);
  const definitions = defined.map((device) => definitionOf(device, device.link!, members(device.name)));
  const joined = new Set([...names].flatMap(members));
  const left = model.devices.map((device) => {
    const rest = definitions.find(({ rest }) => rest.name === device.name)?.rest ?? device;
    return joined.has(device.name) && rest.link ? { ...rest, link: { ...rest.link, master: '' } } : rest;
  });
  const elsewhere = new Map([...names, ...joined].map((name) => [name, `10-netplan-${name}.network`]));
  const native = networkdFiles(request, { ...model, devices: left }, elsewhere);
  return {
    files: [
      ...netplanFile(request.owner, definitions),
      ...netdevDropIns(request.owner, definitions),
      ...native.files,
    ],
    unsupported: native.unsupported,
  };
}

/** The devices that netplan can make: of a type that it has, on parents that it knows. */
function definedNames(devices: readonly Device[], known: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  // parents come before what is stacked on them
  for (const { name, created, link } of devices) {
    if (!created || link === undefined || !(link.type in netplanSections)) continue;
    if (link.parent === '' || names.has(link.parent) || known.has(link.parent)) names.add(name);
  }
  return names;
}

/** Where an owner's definitions stand. */
export function netplanPath(owner: string): string {
  return `/etc/netplan/60-mw-${fileWord(owner)}.yaml`;
}

function netplanFile(owner: string, definitions: readonly Definition[]): TextFile[] {
  if (definitions.length === 0) return [];
  const network: { [name: string]: TemplateData } = { version: 2, renderer: 'networkd' };
  for (const { section, entry, rest } of definitions) {
    network[section] = { ...(network[section] as object | undefined), [rest.name]: entry };
  }
  return [
    {
      kind: 'text',
      path: netplanPath(owner),
      mode: 0o600,
      id: 'network',
      shared: false,
      template: 'netplan/network.yaml.j2',
      variables: { network },
    },
  ];
}

/** Options of a link that netplan has no words for. */
function netdevDropIns(owner: string, definitions: readonly Definition[]): TextFile[] {
  return definitions.flatMap(({ rest }): TextFile[] => {
    const [, options] = netdevSections(rest.link)?.sections ?? [];
    if (options === undefined || options.settings.length === 0) return [];
    return [
      {
        kind: 'text',
        path: `/etc/systemd/network/10-netplan-${rest.name}.netdev.d/60-mw-${fileWord(owner)}.conf`,
        mode: 0o644,
        id: rest.name,
        shared: false,
        template: 'networkd/link.netdev.j2',
        variables: { interface: rest.name, sections: sectionData([options]) },
      },
    ];
  });
}
