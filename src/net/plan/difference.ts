import { sameObject } from '../object/key.js';
import type { LinkObject, NetObject, NetState } from '../object/types.js';
import { objectName } from './describe.js';
import type { Operation } from './operation.js';

/**
 * For each operation of a plan the sentence that says what is not as declared now. It is empty where another
 * operation has said it (the parts of a link that is missing) and where nothing differs (what is put back because
 * the kernel takes it along).
 */
export function differencesOf(operations: readonly Operation[], current: NetState): string[] {
  const missing = new Set<string>();
  return operations.map(({ effects, line }) => {
    const main = effects.at(-1);
    if (main === undefined) return line;
    const now = current.get(main.key);
    if (sameObject(now, main.after)) return '';
    if (now === undefined && main.after !== undefined) {
      const known = missing.has(main.key);
      for (const { key } of effects) missing.add(key);
      return known ? '' : `${objectName(main.after)} is missing`;
    }
    if (main.after === undefined) return `${objectName(main.before!)} is there and should not be`;
    return changeText(main.before ?? now!, main.after);
  });
}

function changeText(before: NetObject, after: NetObject): string {
  if (before.kind === 'sysctl' && after.kind === 'sysctl')
    return declared(objectName(after), before.value, after.value);
  if (before.kind === 'link' && after.kind === 'link') return linkText(before, after);
  return `${objectName(after)} is not as declared`;
}

function linkText(before: LinkObject, after: LinkObject): string {
  const { name } = after;
  if (before.up !== after.up) return `${name} is ${before.up ? 'up' : 'down'}`;
  if (before.master !== after.master)
    return declared(`the master of ${name}`, before.master || 'none', after.master || 'none');
  if (before.mtu !== after.mtu) return declared(`the MTU of ${name}`, before.mtu, after.mtu);
  if (before.address !== after.address)
    return declared(`the MAC address of ${name}`, before.address, after.address);
  if (before.alias !== after.alias)
    return declared(`the alias of ${name}`, `"${before.alias}"`, `"${after.alias}"`);
  for (const part of ['options', 'port'] as const) {
    for (const [word, value] of Object.entries(after[part])) {
      const now = before[part][word];
      const of = part === 'port' ? `port ${name}` : name;
      if (now !== value) return declared(`${word} of ${of}`, now ?? 'not set', value);
    }
  }
  return `${name} is not as declared`;
}

function declared(what: string, now: string | number, wanted: string | number): string {
  return `${what} is ${now}, declared is ${wanted}`;
}
