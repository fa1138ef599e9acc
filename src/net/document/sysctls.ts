import type { Wish } from '../plan/wish.js';
import type { Fields } from './fields.js';

/** `sysctls`: {name, value, state}. */
export function readSysctl(fields: Fields): Wish {
  const name = fields.need('name');
  const path = sysctlPath(name);
  if (
    name !== '' &&
    (!/^[\w./@:+-]+$/.test(path) || path.split('/').some((part) => ['', '.', '..'].includes(part)))
  )
    fields.wrong('name', `"${name}" is not the name of a kernel setting`);
  const state = fields.choice('state', ['present', 'absent']) ?? 'present';
  const raw = fields.raw('value');
  const value = typeof raw === 'boolean' ? String(Number(raw)) : fields.text('value');
  if (state === 'present' && value === undefined) fields.wrong('value', 'is required');
  if (value !== undefined && /[\n\r]/.test(value)) fields.wrong('value', 'must be a single line');
  return {
    path: fields.path,
    state,
    object: { kind: 'sysctl', name: path, value: (value ?? '').trim().replaceAll(/\s+/g, ' ') },
    given: fields.given,
    creates: true,
  };
}

/**
 * Path below /proc/sys. Slashes and dots change places as in sysctl(8); a device name with dots may also be
 * written as it is.
 */
function sysctlPath(name: string): string {
  const device = /^net[./](ipv4|ipv6)[./](conf|neigh)[./](.+)[./](\w+)$/.exec(name);
  if (device) return `net/${device[1]}/${device[2]}/${device[3]!.replaceAll('/', '.')}/${device[4]}`;
  if (name.includes('/') && !name.includes('.')) return name;
  return name.replaceAll(/[./]/g, (mark) => (mark === '.' ? '/' : '.'));
}
