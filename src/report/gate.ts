import { formsOf } from './secretForms.js';
import { INDEXED, SecretIndex } from './secretIndex.js';

const MASK = '********';
/** Shorter secrets are not masked: replacing every "a" would hide nothing and make the output unreadable. */
const SHORTEST = INDEXED;
/** Lines of a multi-line secret (a key file) are masked one by one from this length on. */
const SHORTEST_LINE = 8;
/** Words that playbooks and results are full of: who sees them learns nothing, and without them nothing can be read. */
const COMMON: ReadonlySet<string> = new Set(
  `absent admin administrator all changed command default dict directory disable disabled enable enabled error example
  failed false file files force group guest host hosts http https info install ipv4 ipv6 item items latest link list local
  localhost main mode name none null nobody only password path present private public read restart root running service
  skip skipped started state static status stopped success system task tasks template test true unreachable user users
  value vars warning world write`.split(/\s+/),
);

/**
 * The one place secrets are masked: everything that is written passes it. Knows a secret also in base64, shell-quoted,
 * URL-encoded and escaped form, and a multi-line one line by line. Secrets of less than four characters and common words
 * (`true`, `present`, `root`, `password`) stay.
 */
export class SecretGate {
  private readonly known = new Set<string>();
  private readonly index = new SecretIndex();

  /** Registers a secret; may be called at any time, also repeatedly. */
  add(secret: string): void {
    if (this.known.has(secret)) return;
    this.known.add(secret);
    for (const text of [secret, ...longLines(secret)])
      if (isMasked(text)) for (const form of new Set(formsOf(text))) this.index.add(form);
  }

  /** The text with every known secret replaced by stars. */
  mask(text: string): string {
    return this.index.replace(text, MASK);
  }

  /** Up to where what follows a text changes nothing about its masking: behind that a secret may begin. */
  settled(text: string): number {
    return this.index.settled(text);
  }

  /** Whether a text holds a secret that `mask` would replace. */
  reveals(text: string): boolean {
    return this.mask(text) !== text;
  }
}

function isMasked(text: string): boolean {
  const word = text.trim();
  return word.length >= SHORTEST && !COMMON.has(word.toLowerCase());
}

function longLines(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  if (lines.length === 1) return [];
  return lines
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE && !/^-----(?:BEGIN|END) /.test(line));
}
