import { canonicalMac, parseCidr } from '../ip.js';

const shortNames: Readonly<Record<string, string>> = {
  '--protocol': '-p',
  '--proto': '-p',
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--match': '-m',
  '--jump': '-j',
  '--goto': '-g',
  '--destination-port': '--dport',
  '--source-port': '--sport',
  '--arp-op': '--arp-opcode',
};

/** Splits a line of a `*-save` report at blanks outside of double quotes. */
export function splitRule(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((match) =>
    match[2] === undefined ? match[1]!.replace(/\\(.)/g, '$1') : match[2],
  );
}

/** One word of a restore file. Throws a RangeError for what such a file cannot hold. */
export function restoreWord(word: string): string {
  if (/[\n\r\0]/.test(word)) throw new RangeError(`a filter rule cannot hold ${JSON.stringify(word)}`);
  return word === '' || /[\s"'\\#]/.test(word) ? `"${word.replaceAll(/["\\]/g, '\\$&')}"` : word;
}

/**
 * One text for every spelling of a rule: the tools reorder the matches, add `/32` and `-m tcp`, pad MAC addresses
 * and move the `!`. Not for loading: options lose the module they belong to.
 */
export function canonicalRule(words: readonly string[]): string {
  const groups = groupOptions(words);
  const protocols = new Set(groups.filter(({ name }) => name === '-p').map(({ values }) => values.join(' ')));
  return groups
    .filter(({ name, values }) => name !== '-m' || !(protocols.has(values[0] ?? '') || isImplied(values[0])))
    .map(({ not, name, values }) =>
      [...(not ? ['!'] : []), name, ...values.map(canonicalWord)].map(restoreWord).join(' '),
    )
    .sort()
    .join(' ');
}

interface Option {
  readonly not: boolean;
  readonly name: string;
  readonly values: string[];
}

function groupOptions(words: readonly string[]): Option[] {
  const groups: Option[] = [];
  let not = false;
  for (const word of words) {
    if (word === '!') {
      const last = groups.at(-1);
      // ebtables and arptables write it between the option and its value
      if (last && last.values.length === 0) groups[groups.length - 1] = { ...last, not: true };
      else not = true;
    } else if (/^--?[a-zA-Z]/.test(word)) {
      groups.push({ not, name: shortNames[word] ?? word, values: [] });
      not = false;
    } else {
      groups.at(-1)?.values.push(word);
    }
  }
  return groups;
}

/** Modules that the tools load by themselves for an option or print where nobody wrote them. */
function isImplied(module: string | undefined): boolean {
  return module === 'comment' || module === 'mac' || module === 'multiport' || module === 'set';
}

function canonicalWord(word: string): string {
  const mac = canonicalMac(word);
  if (mac !== undefined) return mac;
  const mask = /^(.+)\/(255\.[\d.]+)$/.exec(word);
  const cidr = parseCidr(mask ? `${mask[1]}/${maskLength(mask[2]!)}` : word);
  if (cidr === undefined) return word;
  const width = cidr.family === 4 ? 32 : 128;
  return cidr.prefix === width ? cidr.address : `${cidr.address}/${cidr.prefix}`;
}

function maskLength(mask: string): number {
  return mask
    .split('.')
    .map((part) => Number(part).toString(2).replaceAll('0', '').length)
    .reduce((sum, bits) => sum + bits, 0);
}
