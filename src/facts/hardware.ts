import type { Facts } from './distribution.js';
import type { ProbeOutput } from './output.js';

/** Memory in MiB, processors, DMI names, uptime. */
export function hardwareFacts(probe: ProbeOutput): Facts {
  const uptime = probe.value('/proc/uptime');
  return {
    ...processorFacts(probe),
    ...memoryFacts(probe),
    ...dmiFacts(probe),
    ...(uptime !== undefined && { uptime_seconds: Math.trunc(Number(uptime.split(' ')[0])) }),
    ...(!probe.exists('vgs') && { lvm: 'N/A' }),
  };
}

function memoryFacts(probe: ProbeOutput): Facts {
  const lines = probe.file('/proc/meminfo');
  if (!lines) return {};
  const mb = new Map<string, number>();
  for (const line of lines) {
    const match = /^(\w+):\s+(\d+)/.exec(line);
    if (match) mb.set(match[1]!, Math.trunc(Number(match[2]) / 1024));
  }
  const of = (name: string): number => mb.get(name) ?? 0;
  const available = of('Cached') + of('MemFree') + of('Buffers');
  return {
    memtotal_mb: of('MemTotal'),
    memfree_mb: of('MemFree'),
    swaptotal_mb: of('SwapTotal'),
    swapfree_mb: of('SwapFree'),
    memory_mb: {
      real: { total: of('MemTotal'), used: of('MemTotal') - of('MemFree'), free: of('MemFree') },
      nocache: { free: available, used: of('MemTotal') - available },
      swap: {
        total: of('SwapTotal'),
        free: of('SwapFree'),
        used: of('SwapTotal') - of('SwapFree'),
        cached: of('SwapCached'),
      },
    },
  };
}

/** Sockets, cores and threads as Ansible counts them: by `physical id`, `cpu cores` and `siblings`. */
function processorFacts(probe: ProbeOutput): Facts {
  const lines = probe.file('/proc/cpuinfo');
  if (!lines) return {};
  const processor: string[] = [];
  const counts = new Map<string, number>();
  const sockets = new Map<string, number>();
  const siblings = new Map<string, number>();
  let [physical, core] = ['0', '0'];
  for (const line of lines) {
    const [key = '', value = ''] = line.split(':').map((part) => part.trim());
    if (['model name', 'Processor', 'vendor_id', 'cpu', 'Vendor', 'processor'].includes(key)) {
      processor.push(value);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    } else if (key === 'physical id') {
      physical = value;
      if (!sockets.has(value)) sockets.set(value, 1);
    } else if (key === 'core id') core = value;
    else if (key === 'cpu cores') sockets.set(physical, Number(value));
    else if (key === 'siblings') siblings.set(core, Number(value));
  }
  const entries =
    counts.get('vendor_id') === counts.get('model name') && counts.has('vendor_id')
      ? counts.get('vendor_id')!
      : processor.length;
  const machine = probe.section('uname').split('\n')[4] ?? '';
  const listed = /^(armv|aarch|ppc)/.test(machine) ? (counts.get('processor') ?? 0) : entries;
  const count = sockets.size || listed;
  const cores = [...sockets.values()][0] || 1;
  const threads =
    Math.trunc(([...siblings.values()][0] ?? 1) / cores) || (siblings.size === 0 && cores === 1 ? 1 : 0);
  return {
    processor,
    processor_count: count,
    processor_cores: cores,
    processor_threads_per_core: threads,
    processor_vcpus: threads * count * cores,
    processor_nproc: allowedProcessors(probe) ?? counts.get('processor') ?? 1,
  };
}

/** Processors that this login may use: the set bits of Cpus_allowed. */
function allowedProcessors(probe: ProbeOutput): number | undefined {
  const mask = probe
    .file('/proc/self/status')
    ?.find((line) => line.startsWith('Cpus_allowed:'))
    ?.split(/\s+/)[1];
  if (mask === undefined) return undefined;
  return [...mask.replaceAll(',', '')].reduce(
    (count, digit) => count + (Number.parseInt(digit, 16).toString(2).match(/1/g)?.length ?? 0),
    0,
  );
}

const dmiFiles: Readonly<Record<string, string>> = {
  bios_date: 'bios_date',
  bios_vendor: 'bios_vendor',
  bios_version: 'bios_version',
  board_asset_tag: 'board_asset_tag',
  board_name: 'board_name',
  board_serial: 'board_serial',
  board_vendor: 'board_vendor',
  board_version: 'board_version',
  chassis_asset_tag: 'chassis_asset_tag',
  chassis_serial: 'chassis_serial',
  chassis_vendor: 'chassis_vendor',
  chassis_version: 'chassis_version',
  product_name: 'product_name',
  product_serial: 'product_serial',
  product_uuid: 'product_uuid',
  product_version: 'product_version',
  system_vendor: 'sys_vendor',
};

/** SMBIOS chassis types, by number. */
const formFactors = [
  ...[
    'Unknown',
    'Other',
    'Unknown',
    'Desktop',
    'Low Profile Desktop',
    'Pizza Box',
    'Mini Tower',
    'Tower',
    'Portable',
    'Laptop',
  ],
  ...[
    'Notebook',
    'Hand Held',
    'Docking Station',
    'All In One',
    'Sub Notebook',
    'Space-saving',
    'Lunch Box',
    'Main Server Chassis',
  ],
  ...[
    'Expansion Chassis',
    'Sub Chassis',
    'Bus Expansion Chassis',
    'Peripheral Chassis',
    'RAID Chassis',
    'Rack Mount Chassis',
  ],
  ...[
    'Sealed-case PC',
    'Multi-system',
    'CompactPCI',
    'AdvancedTCA',
    'Blade',
    'Blade Enclosure',
    'Tablet',
    'Convertible',
  ],
  ...['Detachable', 'IoT Gateway', 'Embedded PC', 'Mini PC', 'Stick PC'],
];

function dmiFacts(probe: ProbeOutput): Facts {
  const read = (name: string): string => probe.value(`/sys/devices/virtual/dmi/id/${name}`) ?? 'NA';
  const type = read('chassis_type');
  return {
    ...Object.fromEntries(Object.entries(dmiFiles).map(([fact, name]) => [fact, read(name)])),
    form_factor: type === 'NA' ? 'NA' : (formFactors[Number(type)] ?? `unknown (${type})`),
  };
}
