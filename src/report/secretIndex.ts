/** Entries shorter than this cannot be indexed. */
export const INDEXED = 4;
const SLOTS = 1 << 16;

/** Entries that begin with the same four characters. */
interface Group {
  readonly texts: Set<string>;
  /** Of the texts, each once, the greatest first. */
  readonly lengths: number[];
}

/**
 * Many texts that are looked for at once. What a search costs depends on the length of the searched text and hardly on
 * the number of entries: two characters tell how far the next place is at which one can begin (Wu and Manber's algorithm,
 * with the first four characters of each), and a table by four whether one can begin there.
 */
export class SecretIndex {
  private readonly shifts = new Uint8Array(SLOTS).fill(INDEXED - 1);
  private readonly begins = new Uint8Array(SLOTS);
  private readonly groups = new Map<string, Group>();
  /** What entries begin with, shorter than the key of a group. */
  private readonly stubs = new Set<string>();

  private longest = 0;

  /** Adds a text of at least four characters. */
  add(entry: string): void {
    const key = entry.slice(0, INDEXED);
    const group = this.groups.get(key) ?? { texts: new Set(), lengths: [] };
    group.texts.add(entry);
    if (!group.lengths.includes(entry.length)) {
      group.lengths.push(entry.length);
      group.lengths.sort((a, b) => b - a);
    }
    this.groups.set(key, group);
    this.begins[slot(entry, 0)] = 1;
    for (let at = 0; at < INDEXED - 1; at++) {
      const pair = pairSlot(entry, at);
      this.shifts[pair] = Math.min(this.shifts[pair]!, INDEXED - 2 - at);
    }
    for (let length = 1; length < INDEXED; length++) this.stubs.add(entry.slice(0, length));
    this.longest = Math.max(this.longest, entry.length);
  }

  /** The text with every entry replaced; of entries that begin at the same place the longest counts. */
  replace(text: string, replacement: string): string {
    if (this.groups.size === 0) return text;
    let out = '';
    let copied = 0;
    for (let at = this.candidate(text, 0); at + INDEXED <= text.length; at = this.candidate(text, at)) {
      const found = this.entryAt(text, at);
      if (found === undefined) {
        at += 1;
        continue;
      }
      out += text.slice(copied, at) + replacement;
      at += found.length;
      copied = at;
    }
    return copied === 0 ? text : out + text.slice(copied);
  }

  /** The place from which a text may go on as an entry, and of which `replace` cannot decide yet; its length for none. */
  settled(text: string): number {
    let matched = 0;
    for (let at = this.candidate(text, 0); at + INDEXED <= text.length; at = this.candidate(text, at)) {
      if (text.length - at < this.longest && this.mayGoOn(text.slice(at))) return at;
      const found = this.entryAt(text, at);
      at += found?.length ?? 1;
      if (found !== undefined) matched = at;
    }
    for (let at = Math.max(matched, text.length - INDEXED + 1); at < text.length; at++)
      if (this.stubs.has(text.slice(at))) return at;
    return text.length;
  }

  /** The next place at which an entry may begin. */
  private candidate(text: string, from: number): number {
    let at = from;
    while (at + INDEXED <= text.length) {
      const shift = this.shifts[pairSlot(text, at + INDEXED - 2)]!;
      if (shift === 0 && this.begins[slot(text, at)] === 1) return at;
      at += shift || 1;
    }
    return at;
  }

  private mayGoOn(begin: string): boolean {
    for (const entry of this.groups.get(begin.slice(0, INDEXED))?.texts ?? [])
      if (entry.length > begin.length && entry.startsWith(begin)) return true;
    return false;
  }

  private entryAt(text: string, at: number): string | undefined {
    const group = this.groups.get(text.slice(at, at + INDEXED));
    for (const length of group?.lengths ?? []) {
      const found = text.slice(at, at + length);
      if (group?.texts.has(found)) return found;
    }
    return undefined;
  }
}

function pairSlot(text: string, at: number): number {
  return ((text.charCodeAt(at) & 0xff) << 8) | (text.charCodeAt(at + 1) & 0xff);
}

function slot(text: string, at: number): number {
  const hash =
    text.charCodeAt(at) * 0x9e37 +
    text.charCodeAt(at + 1) * 0x85eb +
    text.charCodeAt(at + 2) * 0xc2b3 +
    text.charCodeAt(at + 3) * 0x27d5;
  return (hash ^ (hash >>> 13)) & (SLOTS - 1);
}
