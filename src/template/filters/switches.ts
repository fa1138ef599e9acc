import { asIndex, asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { parseInteger } from '../../value/numberLiteral.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import { md5Crypt } from '../crypt/md5Crypt.js';
import { randomSalt } from '../crypt/password.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters for the configuration of switches (ansible.netcommon). */
export const switchFilters: readonly FilterEntry[] = [
  {
    name: 'vlan_parser',
    doc: 'VLAN numbers as lines of an IOS list (`1-3,7`), wrapped at `first_line_len` (48) and `other_line_len` (44).',
    apply: vlanLines,
  },
  {
    name: 'vlan_expander',
    doc: 'The numbers of a VLAN list such as `1-3,7`.',
    apply: (input) =>
      asText(input)
        .split(',')
        .flatMap((part) => {
          const [from, to = from] = part.split('-').map(vlanNumber);
          return Array.from({ length: Math.max(0, to! - from! + 1) }, (_, i) => from! + i);
        })
        .sort((a, b) => a - b),
  },
  {
    name: 'type5_pw',
    doc: 'A Cisco type 5 (MD5-crypt) hash of a password, with `salt` or a random one.',
    apply: (input, args, kwargs) => {
      const { salt } = bind('type5_pw', [['salt', null]], args, kwargs);
      return type5(asText(input), salt === null ? randomSalt(4) : asText(salt));
    },
  },
  {
    name: 'hash_salt',
    doc: 'The salt of a crypt hash.',
    apply: (input) => saltOf(asText(input)),
  },
  {
    name: 'comp_type5',
    doc: 'Whether a password has the type 5 hash given; `return_original=true` returns the hash then.',
    apply: (input, args, kwargs) => {
      const params = ['encrypted_password', ['return_original', false]] as const;
      const { encrypted_password, return_original } = bind('comp_type5', params, args, kwargs);
      const hash = asText(encrypted_password);
      if (type5(asText(input), saltOf(hash)) !== hash) return false;
      return truthy(return_original) ? hash : true;
    },
  },
];

function vlanNumber(text: string): number {
  const number = parseInteger(text);
  if (number === undefined)
    throw new PyError('ValueError', `invalid literal for int() with base 10: '${text}'`);
  return Number(number);
}

/** Runs of three and more numbers are written with a dash. */
function vlanLines(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const params = [
    ['first_line_len', 48],
    ['other_line_len', 44],
  ] as const;
  const bound = bind('vlan_parser', params, args, kwargs);
  const numbers = [...new Set(Array.from(iterate(input), asIndex))].sort((a, b) => a - b);
  if (numbers.length === 0 || numbers[0]! < 1 || numbers.at(-1)! > 4094)
    throw new PyError('AnsibleError', 'Valid VLAN range is 1-4094');
  const lines = [''];
  for (const part of runs(numbers)) {
    const limit = asIndex(lines.length === 1 ? bound.first_line_len : bound.other_line_len);
    if (lines.at(-1)!.length + part.length > limit) lines.push('');
    lines[lines.length - 1] += `${part},`;
  }
  return lines.map((line) => line.replace(/,+$/, '')).filter((line, i) => line !== '' || i > 0);
}

function runs(numbers: readonly number[]): string[] {
  const parts: string[] = [];
  for (let start = 0; start < numbers.length; ) {
    let end = start;
    while (numbers[end + 1] === numbers[end]! + 1) end++;
    if (end - start >= 2) parts.push(`${numbers[start]}-${numbers[end]}`);
    else parts.push(...numbers.slice(start, end + 1).map(String));
    start = end + 1;
  }
  return parts;
}

function type5(password: string, salt: string): string {
  if (!/^[./0-9A-Za-z]*$/.test(salt))
    throw new PyError('AnsibleError', `type5_pw: a salt consists of letters, digits, "." and "/": ${salt}`);
  return md5Crypt(password, salt);
}

function saltOf(hash: string): string {
  const parts = hash.split('$');
  if (parts.length !== 4)
    throw new PyError('AnsibleError', `Could not parse salt out password correctly from ${hash}`);
  return parts[2]!;
}
