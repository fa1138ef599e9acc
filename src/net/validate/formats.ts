import { didYouMean } from '../../diag/suggest.js';
import type { Value } from '../../value/types.js';
import { bad, type Format, good, shown, type Verdict } from './verdict.js';

/** Any text; a number counts as its digits. */
export const text: Format<string> = (value) => {
  if (typeof value === 'string') return good(value);
  if (typeof value === 'number' || typeof value === 'bigint') return good(String(value));
  if (typeof value === 'boolean')
    return bad(`${value} is a boolean where a text is meant`, `write "${value}" in quotes if it is a text`);
  return bad(`${shown(value)} is not a text`);
};

/** A text with at least one character. */
export const filled: Format<string> = refine(text, (value) =>
  value.trim() === '' ? bad('must not be empty') : good(value),
);

/** YAML's booleans only: a quoted "no" would count as true elsewhere. */
export const bool: Format<boolean> = (value) => {
  if (typeof value === 'boolean') return good(value);
  const words = typeof value === 'string' && /^(yes|no|on|off|true|false)$/i.test(value);
  if (words) return bad(`${shown(value)} is a text, not a boolean`, `write ${value} without quotes`);
  return bad(`${shown(value)} is not a boolean`, 'write true or false');
};

/** An integer in a range. A quoted number is refused: it is a text, and compares as one. */
export function int(least: number, most: number, what = 'number'): Format<number> {
  return (value) => {
    if (typeof value === 'string' && /^-?\d+$/.test(value.trim()))
      return bad(`${shown(value)} is a text, not a number`, `write ${Number(value)} without quotes`);
    if (typeof value !== 'number' || !Number.isInteger(value)) return bad(`${shown(value)} is not a ${what}`);
    if (value < least || value > most)
      return bad(`${value} is not a ${what}`, `it is a number from ${least} to ${most}`);
    return good(value);
  };
}

export const port = int(1, 65535, 'port');
/** VLAN id. */
export const vid = int(1, 4094, 'VLAN id');
/** Bytes of an IP packet: IPv4 needs 68. */
export const mtu = int(68, 65535, 'MTU');

const reservedTables = new Map([
  [253, 'default'],
  [254, 'main'],
  [255, 'local'],
]);

/** Number of a routing table of one's own. */
export const table: Format<number> = refine(int(1, 4294967295, 'routing table'), (value) => {
  const name = reservedTables.get(value);
  return name === undefined
    ? good(value)
    : bad(`${value} is the kernel's table ${name}`, 'take another number, such as the VLAN id');
});

/** Name of an item: 1 to 31 lower-case letters, digits, `_` and `-`, a letter first. */
export const name: Format<string> = refine(text, (value) =>
  /^[a-z][a-z0-9_-]{0,30}$/.test(value)
    ? good(value)
    : bad(`${shown(value)} is not a name`, 'write 1 to 31 of a-z, 0-9, "_" and "-", a letter first'),
);

/** Name of a network device of a role's own: what the kernel takes, without `lo` and the names of sysctl. */
export const ifname: Format<string> = refine(text, (value) => {
  if (['all', 'default', 'lo'].includes(value))
    return bad(`${shown(value)} is reserved, not a device's name`);
  const bytes = Buffer.byteLength(value);
  if (bytes > 15) return bad(`${shown(value)} is no device's name: it has ${bytes} bytes of at most 15`);
  if (value === '' || value === '.' || value === '..' || /[\s/:"]/.test(value))
    return bad(
      `${shown(value)} is no device's name`,
      'write 1 to 15 bytes without blanks, quotes, "/" and ":"',
    );
  return good(value);
});

/** Permission bits as text: YAML reads a bare 0644 as the octal number 420. */
export const fileMode: Format<string> = (value) => {
  if (typeof value === 'number')
    return bad(
      `the bare number ${value} is ambiguous: YAML reads 0644 as octal and 644 as decimal`,
      `write the mode in quotes, such as "0${value.toString(8)}"`,
    );
  if (typeof value === 'string' && /^0?[0-7]{3,4}$/.test(value)) return good(value.padStart(4, '0'));
  return bad(`${shown(value)} is not a file mode`, 'write octal digits in quotes, such as "0644"');
};

/** One of several words. */
export function choice<const C extends string>(...choices: readonly C[]): Format<C> {
  return refine(text, (value) =>
    choices.includes(value as C)
      ? good(value as C)
      : bad(
          `${shown(value)} is none of ${choices.join(', ')}`,
          didYouMean(value, choices) ?? `write one of ${choices.join(', ')}`,
        ),
  );
}

/** A format with a further condition. */
export function refine<A, B>(base: Format<A>, further: (value: A) => Verdict<B>): Format<B> {
  return (value: Value) => {
    const verdict = base(value);
    return 'problem' in verdict ? verdict : further(verdict.value);
  };
}
