import type { LineCounter } from 'yaml';
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Diagnostic, type DiagnosticOptions, diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { Dict, Float, type Key, Unsafe, type Value, Vaulted } from '../value/types.js';
import { resolveAs, resolvePlain } from './scalar.js';
import { keySpan as keySpanOf, setEntrySpan, setSpan } from './spans.js';

/** What one construction shares: the source, and where findings go. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  report(finding: Diagnostic): void;
}

const CORE = 'tag:yaml.org,2002:';
const TEXT_TAGS = new Set(['!', `${CORE}str`, `${CORE}python/unicode`, `${CORE}python/str`]);
const VAULT_TAGS = new Set(['!vault', '!vault-encrypted']);
const UNDER_CONSTRUCTION = Symbol('under construction');

/** Turns the nodes of one document into Values with spans, following PyYAML's constructors and Ansible's tags. */
export class Constructor {
  private readonly anchors = new Map<string, Value | typeof UNDER_CONSTRUCTION>();

  constructor(private readonly source: Source) {}

  value(node: unknown): Value {
    if (isAlias(node)) return this.alias(node);
    if (isMap(node)) return this.anchored(node.anchor, () => this.container(node));
    if (isSeq(node)) return this.anchored(node.anchor, () => this.container(node));
    if (isScalar(node)) return this.anchored(node.anchor, () => this.scalar(node));
    return null;
  }

  private anchored(name: string | undefined, build: () => Value): Value {
    if (name === undefined) return build();
    this.anchors.set(name, UNDER_CONSTRUCTION);
    const value = build();
    this.anchors.set(name, value);
    return value;
  }

  private alias(node: Alias): Value {
    const value = this.anchors.get(node.source);
    if (value === UNDER_CONSTRUCTION) {
      this.error('yaml-recursive-alias', `the anchor "${node.source}" contains itself`, node, {
        fix: 'Move the alias out of the value that carries the anchor.',
      });
      return null;
    }
    if (value === undefined) {
      this.error(
        'yaml-unknown-alias',
        `the alias "*${node.source}" refers to an anchor that does not exist`,
        node,
        {
          fix: `Define "&${node.source}" before this line, or quote the value if the asterisk is part of the text.`,
        },
      );
      return null;
    }
    return value;
  }

  private container(node: YAMLMap | YAMLSeq): Value {
    const tag = node.tag;
    if (tag === '!unsafe') return markUnsafe(this.plainContainer(node), new Map());
    if (tag !== undefined && !isContainerTag(tag, isMap(node))) this.unknownTag(tag, node);
    return this.plainContainer(node);
  }

  private plainContainer(node: YAMLMap | YAMLSeq): Value {
    return isMap(node) ? this.mapping(node) : this.sequence(node);
  }

  private sequence(node: YAMLSeq): Value[] {
    const list: Value[] = [];
    setSpan(list, this.span(node));
    for (const [index, item] of node.items.entries()) {
      list.push(this.item(item));
      setEntrySpan(list, index, this.valueSpan(item, node));
    }
    return list;
  }

  /** A flow sequence may hold a bare `key: value` pair, which is a mapping of one entry. */
  private item(item: unknown): Value {
    if (!isPairLike(item)) return this.value(item);
    const dict = new Dict();
    const span = this.valueSpan(item.key, undefined);
    setSpan(dict, span);
    this.entry(dict, item, new Set(), undefined);
    return dict;
  }

  private mapping(node: YAMLMap): Dict {
    const dict = new Dict();
    setSpan(dict, this.span(node));
    for (const pair of node.items) if (isMergeKey(pair)) this.merge(dict, pair);
    const seen = new Set<Key>();
    for (const pair of node.items) if (!isMergeKey(pair)) this.entry(dict, pair, seen, node);
    return dict;
  }

  private entry(dict: Dict, pair: Pair, seen: Set<Key>, parent: YAMLMap | undefined): void {
    const key = this.key(pair.key, parent);
    if (key === undefined) return;
    const keySpan = this.valueSpan(pair.key, parent);
    if (seen.has(key)) this.duplicate(key, keySpan, keySpanOf(dict, key));
    seen.add(key);
    dict.set(key, this.value(pair.value));
    setEntrySpan(dict, key, pair.value === null ? keySpan : this.valueSpan(pair.value, parent), keySpan);
  }

  private duplicate(key: Key, span: SourceSpan, first: SourceSpan | undefined): void {
    this.source.report(
      diagnostic('yaml-duplicate-key', `found a duplicate dict key (${String(key)}); the last one is used`, {
        severity: 'warning',
        span,
        notes: first ? [{ message: 'the first one is here', span: first }] : [],
        fix: 'Remove one of the two.',
      }),
    );
  }

  private key(node: unknown, parent: YAMLMap | undefined): Key | undefined {
    const key = this.value(node);
    if (key instanceof Float) return key.value;
    if (typeof key !== 'object' || key === null) return key;
    if (isMap(node) && node.flow && parent?.flow) {
      this.error('yaml-unquoted-template', 'a value that begins with "{{" has to be quoted', parent, {
        fix: 'Put the whole value in double quotes: "{{ … }}".',
      });
    } else {
      this.error('yaml-complex-key', 'a list or a mapping cannot be the key of a mapping', node, {
        fix: 'Quote the key if it is meant as text.',
      });
    }
    return undefined;
  }

  private merge(dict: Dict, pair: Pair): void {
    const value = this.value(pair.value);
    const sources = Array.isArray(value) ? value : [value];
    for (const source of sources) {
      if (!(source instanceof Dict)) {
        this.error('yaml-bad-merge', '"<<" merges mappings, and this value is none', pair.value ?? pair.key, {
          fix: 'Refer to a mapping (or a list of mappings), or quote the key.',
        });
        return;
      }
      for (const [key, item] of source) if (!dict.has(key)) this.inherit(dict, key, item, pair);
    }
  }

  private inherit(dict: Dict, key: Key, item: Value, pair: Pair): void {
    dict.set(key, item);
    setEntrySpan(dict, key, this.valueSpan(pair.value, undefined), this.valueSpan(pair.key, undefined));
  }

  private scalar(node: Scalar): Value {
    const text = this.textOf(node);
    const tag = node.tag;
    if (tag === undefined)
      return node.type === Scalar.PLAIN || node.type === undefined ? resolvePlain(text) : text;
    if (TEXT_TAGS.has(tag)) return text;
    if (tag === '!unsafe') return new Unsafe(text);
    if (VAULT_TAGS.has(tag)) return new Vaulted(text);
    if (tag === `${CORE}binary`) return Buffer.from(text, 'base64').toString();
    if (tag === `${CORE}timestamp`) return text;
    if (!tag.startsWith(CORE)) return this.unknownTag(tag, node, text);
    const value = resolveAs(tag.slice(CORE.length), text);
    if (value !== undefined) return value;
    return this.unknownTag(tag, node, text);
  }

  /** PyYAML adds no line break to a block scalar whose last line, at the end of the file, has none. */
  private textOf(node: Scalar): string {
    const text = node.source ?? String(node.value ?? '');
    const file = this.source.text;
    if (!isBlockScalar(node) || node.range?.[1] !== file.length || !text.endsWith('\n')) return text;
    return file.slice(file.lastIndexOf('\n') + 1).trim() === '' ? text : text.slice(0, -1);
  }

  private unknownTag(tag: string, node: unknown, text?: string): Value {
    const shown = tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag;
    const known = /^!!(?:int|float|bool|null)$/.test(shown) && text !== undefined;
    const message = known ? `"${text}" is no ${shown.slice(2)}` : `the tag "${shown}" is not known here`;
    this.error('yaml-unknown-tag', message, node, {
      fix: known
        ? 'Correct the value, or remove the tag.'
        : 'Use !vault or !unsafe, remove the tag, or quote the value if the exclamation mark is part of the text.',
    });
    return null;
  }

  private error(code: string, message: string, node: unknown, options: DiagnosticOptions): void {
    this.source.report(diagnostic(code, message, { span: this.span(node), ...options }));
  }

  private span(node: unknown): SourceSpan {
    return spanAt(this.source, startOf(node) ?? 0);
  }

  private valueSpan(node: unknown, parent: unknown): SourceSpan {
    const start = startOf(node) ?? startOf(parent) ?? 0;
    if (!isBlockScalar(node)) return spanAt(this.source, isQuoted(node) ? start + 1 : start);
    const newline = this.source.text.indexOf('\n', start);
    if (newline < 0) return spanAt(this.source, start);
    const content = this.source.text.slice(newline + 1, (node.range?.[1] ?? newline) + 1);
    const indent = /^ *(?=[^ \n])/m.exec(content)?.[0].length ?? 0;
    return { file: this.source.file, line: this.source.lines.linePos(newline + 1).line, col: indent + 1 };
  }
}

function isQuoted(node: unknown): boolean {
  return isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
}

/** The place of an offset in a source. */
export function spanAt(source: Pick<Source, 'file' | 'lines'>, offset: number): SourceSpan {
  const { line, col } = source.lines.linePos(offset);
  return { file: source.file, line: Math.max(1, line), col: Math.max(1, col) };
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: [number, number, number] | null } | null | undefined)?.range;
  return range?.[0];
}

function isBlockScalar(node: unknown): node is Scalar {
  return isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
}

function isPairLike(item: unknown): item is Pair {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item && !isScalar(item);
}

function isMergeKey(pair: Pair): boolean {
  const key = pair.key;
  return isScalar(key) && key.source === '<<' && key.type === Scalar.PLAIN && key.tag === undefined;
}

function isContainerTag(tag: string, mapping: boolean): boolean {
  const names = mapping
    ? ['map', 'set', 'python/dict']
    : ['seq', 'omap', 'pairs', 'python/list', 'python/tuple'];
  return names.some((name) => tag === CORE + name);
}

function markUnsafe(value: Value, done: Map<Value, Value>): Value {
  if (typeof value === 'string') return new Unsafe(value);
  const known = done.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    done.set(value, value);
    for (const [index, item] of value.entries()) value[index] = markUnsafe(item, done);
  } else if (value instanceof Dict) {
    done.set(value, value);
    for (const [key, item] of value) value.set(key, markUnsafe(item, done));
  }
  return value;
}
