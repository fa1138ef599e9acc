/** An element: its attributes, and children and text in the order they stand. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly content: readonly (XmlElement | string)[];
}

/** Text that is no well-formed XML; the position counts characters from 0. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

interface Open {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly content: (XmlElement | string)[];
}

const NAME = /[\p{L}_:][\p{L}\p{N}_:.\-\u00b7]*/uy;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads one document (XML 1.0 without a DTD of its own entities): its root element. Comments, processing
 * instructions and the DTD are left out, CDATA is text. Throws an XmlError.
 */
export function readXml(text: string): XmlElement {
  return new Reader(text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')).document();
}

class Reader {
  private at = 0;
  private readonly open: Open[] = [];
  private root: XmlElement | undefined;

  constructor(private readonly text: string) {}

  document(): XmlElement {
    if (this.text.startsWith('<?xml')) this.skip('?>');
    while (this.at < this.text.length) this.next();
    const left = this.open.at(-1);
    if (left) this.fail(`<${left.name}> is not closed`);
    return this.root ?? this.fail('there is no element');
  }

  private next(): void {
    const { text, at } = this;
    if (text[at] !== '<') this.characters();
    else if (text.startsWith('<!--', at)) this.skip('-->');
    else if (text.startsWith('<![CDATA[', at)) this.cdata();
    else if (text.startsWith('<?', at)) this.skip('?>');
    else if (text.startsWith('<!DOCTYPE', at)) this.doctype();
    else if (text[at + 1] === '/') this.closeTag();
    else this.openTag();
  }

  private characters(): void {
    const end = this.text.indexOf('<', this.at);
    const raw = this.text.slice(this.at, end < 0 ? undefined : end);
    const parent = this.open.at(-1);
    if (parent) parent.content.push(this.decode(raw));
    else if (raw.trim() !== '') this.fail('there is text outside the root element');
    this.at += raw.length;
  }

  private cdata(): void {
    const from = this.at + '<![CDATA['.length;
    this.skip(']]>');
    const parent = this.open.at(-1) ?? this.fail('there is text outside the root element');
    parent.content.push(this.text.slice(from, this.at - 3));
  }

  private doctype(): void {
    if (this.root || this.open.length > 0) this.fail('a document type stands before the root element');
    const [match] = /^<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>/.exec(this.text.slice(this.at)) ?? [];
    if (match === undefined) this.fail('the document type is not closed');
    this.at += match.length;
  }

  private openTag(): void {
    if (this.root && this.open.length === 0) this.fail('there is more than one root element');
    this.at++;
    const name = this.name();
    const attributes = new Map<string, string>();
    for (;;) {
      const blank = this.blanks();
      if (this.take('/>')) {
        this.push({ name, attributes, content: [] });
        return;
      }
      if (this.take('>')) break;
      if (!blank) this.fail('a blank stands before an attribute');
      const key = this.name();
      if (attributes.has(key)) this.fail(`the attribute ${key} is given twice`);
      this.blanks();
      if (!this.take('=')) this.fail(`the attribute ${key} has no value`);
      this.blanks();
      attributes.set(key, this.quoted());
    }
    this.open.push({ name, attributes, content: [] });
  }

  private closeTag(): void {
    this.at += 2;
    const name = this.name();
    this.blanks();
    if (!this.take('>')) this.fail(`</${name} is not closed`);
    const element = this.open.pop();
    if (element?.name !== name) this.fail(`</${name}> closes nothing that is open`);
    this.push(element);
  }

  private push(element: XmlElement): void {
    const parent = this.open.at(-1);
    if (parent) parent.content.push(element);
    else this.root = element;
  }

  private quoted(): string {
    const quote = this.text[this.at];
    const end = quote === '"' || quote === "'" ? this.text.indexOf(quote, this.at + 1) : -1;
    if (end < 0) this.fail('the value of an attribute stands in quotes');
    const raw = this.text.slice(this.at + 1, end);
    if (raw.includes('<')) this.fail('the value of an attribute holds no <');
    this.at = end + 1;
    return this.decode(raw.replace(/[\n\t]/g, ' '));
  }

  private decode(raw: string): string {
    if (raw.includes(']]>')) this.fail(']]> stands at the end of CDATA only');
    return raw.replace(/&([^;&]*)(;?)/g, (_all, name: string, end: string) => {
      const code = /^#(?:x([\da-fA-F]+)|(\d+))$/.exec(name);
      const point = code && (code[1] === undefined ? Number(code[2]) : Number.parseInt(code[1], 16));
      const value = point ? (point <= 0x10ffff ? String.fromCodePoint(point) : undefined) : ENTITIES[name];
      return end === '' || value === undefined ? this.fail(`&${name}; is not known`) : value;
    });
  }

  private name(): string {
    NAME.lastIndex = this.at;
    const [name] = NAME.exec(this.text) ?? [];
    if (name === undefined) this.fail('a name is missing');
    this.at += name.length;
    return name;
  }

  private blanks(): boolean {
    const from = this.at;
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
    return this.at > from;
  }

  private take(text: string): boolean {
    const there = this.text.startsWith(text, this.at);
    if (there) this.at += text.length;
    return there;
  }

  private skip(end: string): void {
    const found = this.text.indexOf(end, this.at);
    if (found < 0) this.fail(`${end} is missing`);
    this.at = found + end.length;
  }

  private fail(message: string): never {
    throw new XmlError(message, this.at);
  }
}
