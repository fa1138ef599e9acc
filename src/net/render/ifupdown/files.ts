import type { LinkObject } from '../../object/types.js';
import type { Device } from '../device.js';
import { fileWord, type Rendering, type RenderRequest, type TextFile } from '../file.js';
import { filterFiles } from '../filterFiles.js';
import { type Model, modelOf } from '../model.js';
import { sectionData } from '../networkd/section.js';
import { settingsFile } from '../settingsFile.js';
import { groupsOf } from './groups.js';
import { missingOptions } from './options.js';
import { type Neighbourhood, type Stanza, stanzasOf } from './stanza.js';

/**
 * The files of ifupdown below `/etc/network/interfaces.d`: one for the devices that are stacked on each other, or
 * one for the owner when it is a role's item. What the format has no words for are commands of the stanzas.
 */
export function ifupdownFiles(request: RenderRequest): Rendering {
  const { owner, host, hooks, after } = request;
  const model = modelOf(request.wishes);
  const files = groupsOf(owner, model.devices).flatMap(({ name, devices }): TextFile[] => {
    const stanzas = devices.map((device) =>
      stanzasOf(
        device,
        neighbourhood(device, model, host.bonds),
        hooks.find(({ dev }) => dev === device.name),
      ),
    );
    if (stanzas.every((list) => list.length === 0)) return [];
    return [
      {
        kind: 'text',
        path: `/etc/network/interfaces.d/60-mw-${fileWord(name)}`,
        mode: 0o644,
        id: name,
        shared: false,
        template: 'ifupdown/interfaces.j2',
        variables: { devices: devices.flatMap((device, i) => deviceData(device, stanzas[i]!)) },
      },
    ];
  });
  return {
    files: [
      ...files,
      ...(files.length > 0 && host.systemd ? orderFile(owner, after) : []),
      ...settingsFile(owner, model.settings),
      ...filterFiles(owner, model, host.systemd),
    ],
    unsupported: model.devices.flatMap(({ link, created }) =>
      link !== undefined && created
        ? missingOptions(link).map((name) => `ifupdown cannot set ${name} of ${link.name}`)
        : [],
    ),
  };
}

/** ifupdown raises each interface once, and fails where it is not there yet: it starts after those that make them. */
function orderFile(owner: string, after: readonly string[]): TextFile[] {
  if (after.length === 0) return [];
  return [
    {
      kind: 'text',
      path: `/etc/systemd/system/networking.service.d/60-mw-${fileWord(owner)}.conf`,
      mode: 0o644,
      id: 'order',
      shared: false,
      template: 'ifupdown/networking.conf.j2',
      variables: {
        sections: sectionData([{ name: 'Unit', settings: [['After', after.join(' ')]] }]),
      },
    },
  ];
}

function neighbourhood(
  { name, link }: Device,
  { devices }: Model,
  bonds: ReadonlySet<string>,
): Neighbourhood {
  const links = devices.flatMap((other): LinkObject[] => (other.link ? [other.link] : []));
  const master = devices.find((other) => other.name === link?.master);
  return {
    ports: links.filter((other) => other.master === name),
    vlans: links.filter((other) => other.parent === name),
    masterMade: master?.created ?? false,
    joinsBond: bonds.has(link?.master ?? ''),
  };
}

function deviceData({ name }: Device, stanzas: readonly Stanza[]) {
  if (stanzas.length === 0) return [];
  return [
    {
      name,
      stanzas: stanzas.map(({ family, method, lines }) => ({
        family,
        method,
        lines: lines.map(({ name, value }) => ({ name, value })),
      })),
    },
  ];
}
