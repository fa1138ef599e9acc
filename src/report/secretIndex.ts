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
 * the number of entries: a table by the first four characters tells nearly every place where none can begin.
 */
export class SecretIndex {
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
    for (let length = 1; length < INDEXED; length++) this.stubs.add(entry.slice(0, length));
    this.longest = Math.max(this.longest, entry.length);
  }

  /** The text with every entry replaced; of entries that begin at the same place the longest counts. */
  replace(text: string, replacement: string): string {
    if (this.groups.size === 0) return text;
    let out = '';
    let copied = 0;
    for (let at = 0; at + INDEXED <= text.length; ) {
      const found = this.begins[slot(text, at)] === 1 ? this.entryAt(text, at) : undefined;
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
    for (let at = 0; at < text.length; ) {
      if (text.length - at < this.longest && this.mayGoOn(text.slice(at))) return at;
      at += this.entryAt(text, at)?.length ?? 1;
    }
    return text.length;
  }

  private mayGoOn(begin: string): boolean {
    if (begin.length < INDEXED) return this.stubs.has(begin);
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

function slot(text: string, at: number): number {
  const hash =
    text.charCodeAt(at) * 0x9e37 +
    text.charCodeAt(at + 1) * 0x85eb +
    text.charCodeAt(at + 2) * 0xc2b3 +
    text.charCodeAt(at + 3) * 0x27d5;
  return (hash ^ (hash >>> 13)) & (SLOTS - 1);
}
