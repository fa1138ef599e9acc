import type { NetworkFile, Renderer, RenderHost } from '../../../net/render/file.js';
import { netplanPath } from '../../../net/render/netplan/files.js';
import { type AddressStanza, addressStanzas } from './addressStanzas.js';
import { type Header, readHeader } from './header.js';
import { type NetplanFile, readNetplanFile } from './netplanFile.js';

/** A file of the host at a place where ours are. */
interface HostFile {
  readonly text: string;
  readonly mode: number;
  readonly header: Header | undefined;
}

/** What one read frame told. */
export interface HostFiles {
  readonly renderer: Renderer;
  readonly networkd: number;
  readonly systemd: boolean;
  readonly files: ReadonlyMap<string, HostFile>;
  /** Symbolic links with their targets. */
  readonly links: ReadonlyMap<string, string>;
  /** `Name=` of each `.network` file, by path. */
  readonly names: readonly (readonly [path: string, patterns: string])[];
  /** Files of netplan, by path. */
  readonly netplan: ReadonlyMap<string, NetplanFile>;
  /** Stanzas of ifupdown that give addresses. */
  readonly stanzas: readonly AddressStanza[];
  /** The `.network` file that networkd has in use for a device. */
  readonly used: ReadonlyMap<string, string>;
  /** Bonds of the running network. */
  readonly bonds: ReadonlySet<string>;
}

/** What `auto` stands for on a host that lives with these services. */
export function rendererOf(services: readonly string[]): Renderer {
  if (services.includes('netplan')) return 'netplan';
  return services.includes('networkd') ? 'networkd' : 'ifupdown';
}

/** Reads the output of the read frame. */
export function parseHostFiles(output: string): HostFiles {
  const parts = new Map<string, string>();
  for (const part of output.split('\x1e').slice(1)) {
    const end = part.indexOf('\n');
    parts.set(part.slice(0, end), part.slice(end + 1));
  }
  const lines = (name: string): string[] => (parts.get(name) ?? '').split('\n').filter(Boolean);
  const services = lines('services');
  const modes = new Map<string, number>();
  const links = new Map<string, string>();
  for (const line of lines('modes')) {
    const match = /^(.)(\S{9})\S* .*? (\/etc\/\S+)(?: -> (.*))?$/.exec(line);
    if (match === null) continue;
    if (match[1] === 'l') links.set(match[3]!, match[4] ?? '');
    else modes.set(match[3]!, modeOf(match[2]!));
  }
  const texts = textsOf((parts.get('texts') ?? '').split('\n'));
  const files = new Map(
    [...modes].map(([path, mode]) => {
      const text = texts.get(path) ?? '';
      return [path, { text, mode, header: readHeader(text) }] as const;
    }),
  );
  return {
    renderer: rendererOf(services),
    networkd: Number(/^systemd (\d+)/.exec(parts.get('version') ?? '')?.[1] ?? 0),
    systemd: services.includes('systemd'),
    files,
    links,
    names: lines('names').flatMap((line) => pair(line, ':Name=')),
    netplan: new Map([...textsOf(lines('netplan'))].map(([path, text]) => [path, readNetplanFile(text)])),
    stanzas: addressStanzas(lines('interfaces')),
    used: usedFiles(lines('used'), lines('index')),
    bonds: new Set(lines('bonds').map((path) => path.split('/').at(-2)!)),
  };
}

/** The view of a host that the files of one owner are rendered for: its own files do not count as others'. */
export function renderHostOf(
  host: HostFiles,
  owner: string,
  shared: string,
  devices: readonly string[],
): RenderHost {
  const isForeign = (path: string): boolean => {
    const header = host.files.get(path)?.header;
    return header === undefined || ![owner, shared].includes(header.owner);
  };
  const generated = generatedFor(host, isForeign);
  const networkFiles = new Map<string, NetworkFile>();
  for (const device of devices) {
    const byNetplan = generated.has(device) ? [`10-netplan-${device}.network`] : [];
    const made = [`20-mw-${device}.network`, ...byNetplan];
    const [named] = [
      ...host.names
        .filter(([path, patterns]) => isForeign(path) && matches(device, patterns))
        .map(([path, patterns]) => ({ file: baseOf(path), exclusive: patterns.trim() === device })),
      ...byNetplan.map((file) => ({ file, exclusive: true })),
    ].sort((a, b) => (a.file < b.file ? -1 : 1));
    const used = host.used.get(device);
    // netplan names its files after the one device that it found by another property than the name
    const other =
      used !== undefined && isForeign(used)
        ? { file: baseOf(used), exclusive: baseOf(used).startsWith('10-netplan-') }
        : undefined;
    const found = named ?? other;
    if (found !== undefined) networkFiles.set(device, { ...found, made: made.includes(found.file) });
  }
  const before = [...host.netplan].filter(
    ([path]) => isForeign(path) && baseOf(path) < baseOf(netplanPath(owner)),
  );
  const netplanNames = new Set(before.flatMap(([, { devices }]) => devices));
  const addressed = [...host.netplan].filter(([path]) => !host.files.has(path));
  return {
    networkd: host.networkd,
    systemd: host.systemd,
    networkFiles,
    netplanNames,
    netplanAddressed: new Set(addressed.flatMap(([, file]) => file.addressed)),
    bonds: host.bonds,
  };
}

/** The devices that other owners have netplan make: it generates their `.network` files at boot. */
function generatedFor({ netplan }: HostFiles, isForeign: (path: string) => boolean): Set<string> {
  const ours = [...netplan].filter(([path]) => isForeign(path) && /^60-mw-.*\.yaml$/.test(baseOf(path)));
  return new Set(ours.flatMap(([, { devices }]) => devices));
}

/** What `grep -H ''` printed, as the texts of the files. */
function textsOf(lines: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const line of lines)
    for (const [path, text] of pair(line, ':')) texts.set(path, `${texts.get(path) ?? ''}${text}\n`);
  return texts;
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `Name=` holds patterns of the shell, separated by blanks; a leading `!` excludes. */
function matches(device: string, patterns: string): boolean {
  return patterns
    .split(/\s+/)
    .filter((pattern) => pattern !== '' && !pattern.startsWith('!'))
    .some((pattern) => {
      const expression = pattern
        .replaceAll(/[.+^${}()|\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      return new RegExp(`^${expression}$`).test(device);
    });
}

function usedFiles(used: readonly string[], index: readonly string[]): Map<string, string> {
  const byIndex = new Map(
    used.flatMap((line) => pair(line, ':NETWORK_FILE=')).map(([path, file]) => [baseOf(path), file] as const),
  );
  return new Map(
    index.flatMap((line): [string, string][] => {
      const [, device, number] = /^\/sys\/class\/net\/([^/]+)\/ifindex:(\d+)/.exec(line) ?? [];
      const file = byIndex.get(number ?? '');
      return device === undefined || !file ? [] : [[device, file]];
    }),
  );
}

function pair(line: string, separator: string): [string, string][] {
  const at = line.indexOf(separator);
  return at < 0 ? [] : [[line.slice(0, at), line.slice(at + separator.length)]];
}

function modeOf(letters: string): number {
  return [...letters].reduce((mode, letter) => mode * 2 + (/[-ST]/.test(letter) ? 0 : 1), 0);
}
