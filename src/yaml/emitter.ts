import { analyseScalar, readsBackAsText } from './scalarStyle.js';
import { ScalarWriter } from './scalarWriter.js';

/** A tree ready to be written: the flow style of each collection is decided. */
export type Node =
  | {
      readonly kind: 'scalar';
      readonly text: string;
      readonly isText: boolean;
      /** Written as a literal block where libyaml allows it. */
      readonly block?: boolean;
    }
  /** Text in lines of its own behind a tag: `!vault |`. */
  | { readonly kind: 'tagged'; readonly tag: string; readonly text: string }
  | { readonly kind: 'sequence'; readonly items: readonly Node[]; readonly flow: boolean }
  | {
      readonly kind: 'mapping';
      readonly entries: readonly (readonly [Node, Node])[];
      readonly flow: boolean;
    };

type Scalar = Extract<Node, { kind: 'scalar' }>;

/**
 * Writes one YAML document as libyaml does: same indentation (lists inside mappings are not indented), quoting
 * and folding of long lines at `width` columns.
 */
export function emitDocument(root: Node, indent: number, width: number): string {
  const step = indent > 1 && indent < 10 ? indent : 2;
  const limit = width >= 0 && width <= step * 2 ? 80 : width < 0 ? Number.POSITIVE_INFINITY : width;
  const emitter = new Emitter(step, limit);
  emitter.node(root, 'root');
  return emitter.finish();
}

type Context = 'root' | 'sequence' | 'mapping' | 'key';

class Emitter extends ScalarWriter {
  private flowLevel = 0;

  node(node: Node, context: Context): void {
    if (node.kind === 'scalar') this.scalar(node, context === 'key');
    else if (node.kind === 'tagged') this.tagged(node.tag, node.text);
    else if (node.kind === 'sequence') this.sequence(node.items, node.flow, context);
    else this.mapping(node.entries, node.flow);
  }

  private sequence(items: readonly Node[], flow: boolean, context: Context): void {
    if (this.flowLevel > 0 || flow || items.length === 0) {
      this.flowItems('[', ']', items, (item) => this.node(item, 'sequence'));
      return;
    }
    const outer = this.indent;
    this.deepen(false, context === 'mapping' && !this.indention);
    for (const item of items) {
      this.newline();
      this.indicator('-', true, false, true);
      this.node(item, 'sequence');
    }
    this.indent = outer;
  }

  private mapping(entries: readonly (readonly [Node, Node])[], flow: boolean): void {
    if (this.flowLevel > 0 || flow || entries.length === 0) {
      this.flowItems('{', '}', entries, (entry) => this.entry(entry));
      return;
    }
    const outer = this.indent;
    this.deepen(false, false);
    for (const entry of entries) {
      this.newline();
      this.entry(entry);
    }
    this.indent = outer;
  }

  private entry([key, value]: readonly [Node, Node]): void {
    if (isSimpleKey(key)) {
      this.node(key, 'key');
      this.indicator(':', false, false, false);
    } else {
      this.indicator('?', true, false, true);
      this.node(key, 'mapping');
      const block = this.flowLevel === 0;
      if (block || this.column > this.width) this.newline();
      this.indicator(':', true, false, block);
    }
    this.node(value, 'mapping');
  }

  private flowItems<T>(open: string, close: string, items: readonly T[], write: (item: T) => void): void {
    const outer = this.indent;
    this.indicator(open, true, true, false);
    this.deepen(true, false);
    this.flowLevel++;
    for (const [i, item] of items.entries()) {
      if (i > 0) this.indicator(',', false, false, false);
      if (this.column > this.width) this.newline();
      write(item);
    }
    this.flowLevel--;
    this.indent = outer;
    this.indicator(close, false, false, false);
  }

  private scalar({ text, isText, block }: Scalar, isKey: boolean): void {
    const outer = this.indent;
    this.deepen(true, false);
    const analysis = analyseScalar(text);
    const plainAllowed = this.flowLevel > 0 ? analysis.flowPlain : analysis.blockPlain;
    const emptyKey = text === '' && (this.flowLevel > 0 || isKey);
    if (block) {
      if (!isKey && this.flowLevel === 0 && analysis.block) this.literal(text);
      else this.doubleQuoted(text, !isKey);
    } else if (isKey && analysis.multiline) this.doubleQuoted(text, false);
    else if (!isText || (plainAllowed && !emptyKey && readsBackAsText(text))) this.plain(text, !isKey);
    else if (analysis.singleQuoted) this.singleQuoted(text, !isKey);
    else this.doubleQuoted(text, !isKey);
    this.indent = outer;
  }
}

/** libyaml's limit: a one-line scalar key of at most 128 bytes. */
function isSimpleKey(key: Node): boolean {
  if (key.kind !== 'scalar') return false;
  return !analyseScalar(key.text).multiline && Buffer.byteLength(key.text) <= 128;
}
