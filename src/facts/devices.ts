import type { Facts } from './distribution.js';
import type { ProbeOutput } from './output.js';

/** Ansible's way to print a size: `8.00 GB`. */
function humanSize(bytes: number): string {
  const units = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
  let power = 0;
  while (power < units.length - 1 && bytes >= 1024 ** (power + 1)) power++;
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power]}`;
}

/** Block devices and their partitions, from /sys/block. */
export function deviceFacts(probe: ProbeOutput): Facts {
  const names = new Set(probe.paths('/sys/block/').map((path) => path.split('/')[3]!));
  const devices = [...names].map((name) => [name, device(probe, name)] as const);
  return {
    devices: Object.fromEntries(devices),
    device_links: { ids: {}, labels: {}, masters: {}, uuids: {} },
  };
}

function device(probe: ProbeOutput, name: string): Facts {
  const read = (path: string): string | undefined => probe.value(`/sys/block/${name}/${path}`);
  const sectors = read('size') ?? '0';
  const serial = read('device/serial');
  const partitions = probe
    .paths(`/sys/block/${name}/${name}`)
    .filter((path) => path.endsWith('/start'))
    .map((path) => path.split('/')[4]!);
  return {
    virtual: 1,
    links: noLinks,
    vendor: read('device/vendor') ?? null,
    model: read('device/model') ?? null,
    sas_address: null,
    sas_device_handle: null,
    ...(serial !== undefined && { serial }),
    removable: read('removable') ?? null,
    support_discard: read('queue/discard_granularity') ?? null,
    partitions: Object.fromEntries(partitions.map((part) => [part, partition(probe, name, part)])),
    rotational: read('queue/rotational') ?? null,
    scheduler_mode: /\[(.*)\]/.exec(read('queue/scheduler') ?? '')?.[1] ?? '',
    sectors,
    sectorsize: read('queue/logical_block_size') ?? '512',
    size: humanSize(Number(sectors) * 512),
    host: '',
    holders: [],
  };
}

const noLinks = { ids: [], labels: [], masters: [], uuids: [] };

function partition(probe: ProbeOutput, name: string, part: string): Facts {
  const sectors = probe.value(`/sys/block/${name}/${part}/size`) ?? '0';
  return {
    links: noLinks,
    start: probe.value(`/sys/block/${name}/${part}/start`) ?? '0',
    sectors,
    sectorsize: 512,
    size: humanSize(Number(sectors) * 512),
    uuid: filesystemUuids(probe).get(`/dev/${part}`) ?? null,
    holders: [],
  };
}

/** UUIDs of file systems by device, as lsblk knows them. */
export function filesystemUuids(probe: ProbeOutput): Map<string, string> {
  const uuids = new Map<string, string>();
  for (const line of probe.section('lsblk').split('\n')) {
    const [path, uuid] = line.trim().split(/\s+/);
    if (path && uuid) uuids.set(path, uuid);
  }
  return uuids;
}
