import { didYouMean } from '../../diag/suggest.js';
import { Dict, type Value } from '../../value/types.js';
import { wordProblem } from '../batchWord.js';
import { canonicalAddress, canonicalMac, parseCidr } from '../ip.js';
import { networkAddress } from '../network.js';
import type { Problem } from '../plan/problem.js';

/**
 * One entry of a document's section: reads its properties, remembers which were given, and collects everything
 * that is wrong with it.
 */
export class Fields {
  private readonly known = new Set<string>();
  readonly given: string[] = [];

  constructor(
    private readonly values: Dict,
    readonly path: string,
    readonly problems: Problem[],
  ) {}

  /** Adds a problem with a property. */
  wrong(name: string, message: string, fix?: string): void {
    this.problems.push({ path: name === '' ? this.path : `${this.path}.${name}`, message, fix });
  }

  /** Text of any scalar; undefined when left out. */
  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === 'object' || typeof value === 'boolean') {
      this.wrong(name, 'must be a text');
      return undefined;
    }
    return String(value);
  }

  /** Text that is handed to ip as one word. */
  word(name: string): string | undefined {
    const text = this.text(name);
    const problem = text === undefined ? undefined : wordProblem(text);
    if (problem !== undefined) this.wrong(name, problem);
    return text;
  }

  /** Text that must be there; an empty one stands for it after the problem was noted. */
  need(name: string): string {
    const text = this.text(name);
    if (text === undefined || text === '') {
      if (!this.problems.some(({ path }) => path === `${this.path}.${name}`)) this.wrong(name, 'is required');
      return '';
    }
    return text;
  }

  choice<const C extends string>(name: string, choices: readonly C[]): C | undefined {
    const text = this.text(name);
    if (text === undefined || choices.includes(text as C)) return text as C | undefined;
    this.wrong(name, `"${text}" is none of ${choices.join(', ')}`, didYouMean(text, choices));
    return undefined;
  }

  int(name: string, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    this.wrong(name, `"${text}" is not a number from ${least} to ${most}`);
    return undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'boolean') return value;
    if (value === 0 || value === 1) return value === 1;
    const text = String(value).toLowerCase();
    if (['yes', 'on', 'true', 'no', 'off', 'false'].includes(text)) return /^(yes|on|true)$/.test(text);
    this.wrong(name, 'must be true or false');
    return undefined;
  }

  /** Name of a device, at most 15 bytes. */
  device(name: string, allowEmpty = false): string | undefined {
    const text = this.text(name);
    if (text === undefined || (allowEmpty && text === '')) return text;
    const problem = deviceNameProblem(text);
    if (problem !== undefined) this.wrong(name, problem);
    return text;
  }

  address(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined || text === '') return text;
    const canonical = canonicalAddress(text);
    if (canonical === undefined) this.wrong(name, `"${text}" is not an IP address`);
    return canonical;
  }

  mac(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const canonical = canonicalMac(text);
    if (canonical === undefined)
      this.wrong(
        name,
        `"${text}" is not a MAC address`,
        'write six hexadecimal pairs, such as 02:00:c0:a8:01:0a',
      );
    return canonical;
  }

  /** A network: bits behind the prefix must be zero. */
  network(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined || text === '') return text;
    const cidr = parseCidr(text);
    if (cidr === undefined) {
      this.wrong(name, `"${text}" is not a network`, 'write it as 192.0.2.0/24 or 2001:db8::/64');
      return undefined;
    }
    const base = networkAddress(cidr);
    if (base !== cidr.address)
      this.wrong(name, `${text} has bits behind its prefix`, `did you mean ${base}/${cidr.prefix}?`);
    return `${cidr.address}/${cidr.prefix}`;
  }

  dict(name: string): Dict {
    const value = this.raw(name);
    if (value === undefined) return new Dict();
    if (value instanceof Dict) return value;
    this.wrong(name, 'must be a mapping');
    return new Dict();
  }

  list(name: string): Value[] | undefined {
    const value = this.raw(name);
    if (value === undefined || Array.isArray(value)) return value;
    this.wrong(name, 'must be a list');
    return undefined;
  }

  /** Notes every property that no reader asked for. */
  finish(): void {
    for (const key of this.values.keys()) {
      const name = String(key);
      if (this.known.has(name)) continue;
      const near = didYouMean(name, this.known);
      this.wrong(
        name,
        'is not a property of this section',
        near ?? `known are ${[...this.known].join(', ')}`,
      );
    }
  }

  raw(name: string): Value | undefined {
    this.known.add(name);
    const value = this.values.get(name);
    if (value === undefined || value === null) return undefined;
    if (!this.given.includes(name)) this.given.push(name);
    return value;
  }
}

/** What is wrong with the name of a network device, undefined when nothing is. */
function deviceNameProblem(name: string): string | undefined {
  const bad =
    name === '.' ||
    name === '..' ||
    /[\s/:"#%\p{Cc}]/u.test(name) ||
    name === '' ||
    Buffer.byteLength(name) > 15;
  return bad
    ? `"${name}" is no name for a network device: 1 to 15 bytes without blanks, double quotes, "/", ":", "#" and "%"`
    : undefined;
}
