import { DiagnosticError, fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { PyError } from '../value/errors.js';
import { parsePythonLiteral } from '../value/literal.js';
import { Dict, type Key, type Value } from '../value/types.js';
import type { Inventory, Origin } from './inventory.js';
import { expandHostEntry, type HostEntry } from './ranges.js';
import { splitWords, type Word } from './words.js';

type Section = 'hosts' | 'vars' | 'children';

/** A group named by `[g:vars]` or under `[p:children]` whose own section must still follow. */
interface Pending {
  readonly section: 'vars' | 'children';
  readonly at: SourceSpan;
  readonly parents: string[];
}

/**
 * Adds the hosts and groups of an INI inventory: host lines with `key=value` words (values are Python literals,
 * else text), `[group]`, `[group:vars]`, `[group:children]`, ranges, `#` and `;` comments.
 *
 * @throws DiagnosticError with the place of the first line that cannot be read; lines before it have taken effect.
 */
export function parseIni(text: string, file: string, inventory: Inventory, origin: Origin): void {
  new IniReader(file, inventory, origin).read(text);
}

/** Where Python's `splitlines` splits. */
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

class IniReader {
  private readonly pending = new Map<string, Pending>();
  private group = 'ungrouped';
  private section: Section = 'hosts';
  private line = 0;
  private indent = 0;

  constructor(
    private readonly file: string,
    private readonly inventory: Inventory,
    private readonly origin: Origin,
  ) {}

  read(text: string): void {
    for (const [index, raw] of text.split(LINE_END).entries()) {
      this.line = index + 1;
      this.indent = raw.length - raw.trimStart().length;
      const line = raw.trim();
      if (line !== '' && !line.startsWith('#') && !line.startsWith(';'))
        this.placed(() => this.readLine(line));
    }
    for (const [name, { section, at, parents }] of this.pending) {
      const where =
        section === 'vars' ? `[${name}:vars] gives variables to` : `[${parents.at(-1)}:children] includes`;
      fail('inventory-unknown-group', `${where} the group "${name}", which is defined nowhere`, {
        span: at,
        fix: `Add a section [${name}], or correct the name.`,
      });
    }
  }

  private readLine(line: string): void {
    const header = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line);
    if (header) this.open(header[1]!, header[2]);
    else if (line.startsWith('[') && line.endsWith(']')) {
      this.reject(
        0,
        `"${line}" is no valid section`,
        'Write [group], [group:vars] or [group:children], without spaces.',
      );
    } else if (this.section === 'hosts') this.hostLine(line);
    else if (this.section === 'vars') this.variableLine(line);
    else this.childLine(line);
  }

  private open(given: string, kind = 'hosts'): void {
    const name = this.inventory.groupName(given);
    if (kind !== 'hosts' && kind !== 'vars' && kind !== 'children') {
      this.reject(
        given.length + 2,
        `Section [${given}:${kind}] has unknown type: ${kind}`,
        'Use :vars or :children, or none.',
      );
    }
    this.group = name;
    this.section = kind;
    if (!this.inventory.groups.has(name)) {
      if (kind === 'vars' && !this.pending.has(name))
        this.pending.set(name, { section: 'vars', at: this.at(0), parents: [] });
      this.inventory.addGroup(name);
    }
    if (kind !== 'vars') this.settle(name);
  }

  /** A section that was waited for: its parents can take it in now. */
  private settle(name: string): void {
    const waiting = this.pending.get(name);
    if (!waiting) return;
    this.pending.delete(name);
    for (const parent of waiting.parents) this.addChild(parent, name);
  }

  private hostLine(line: string): void {
    const words = splitWords(line);
    if (!Array.isArray(words)) {
      this.reject(
        words.openQuote,
        'a quote in this line is never closed',
        'Add the closing quote, or escape this one with \\.',
      );
    }
    const [first, ...assignments] = words as [Word, ...Word[]];
    const entry = this.entry(first);
    const places = new Map<Key, SourceSpan>();
    const vars = new Dict();
    for (const { key, value, at } of assignments.map((word) => this.assignment(word))) {
      vars.set(key, value);
      places.set(key, at);
    }
    const group = this.inventory.addGroup(this.group);
    this.inventory.addHostEntry(entry, group, vars, this.origin, (key) => places.get(key));
  }

  private assignment(word: Word): { key: string; value: Value; at: SourceSpan } {
    const equals = word.text.indexOf('=');
    if (equals < 0) {
      this.reject(
        word.column,
        `"${word.text}" after a host name is no key=value`,
        'Write key=value, and quote a value with spaces.',
      );
    }
    const value = iniValue(word.text.slice(equals + 1));
    return { key: word.text.slice(0, equals), value, at: this.at(word.column + equals + 1) };
  }

  private entry(word: Word): HostEntry {
    const entry = expandHostEntry(word.text);
    if (word.text.endsWith(':') && entry.port === undefined) {
      this.reject(
        word.column,
        `the host "${word.text}" ends in ":"`,
        'Remove the colon, or add a port; in a YAML inventory, name the file *.yml.',
      );
    }
    if (word.text === '---')
      this.reject(
        word.column,
        '"---" begins a YAML file, and this one is read as INI',
        'Name the file *.yml.',
      );
    return entry;
  }

  private variableLine(line: string): void {
    const equals = line.indexOf('=');
    if (equals < 0)
      this.reject(0, `"${line}" under [${this.group}:vars] is no key=value`, 'Write key=value.');
    const value = line.slice(equals + 1);
    const column = equals + 1 + (value.length - value.trimStart().length);
    const group = this.inventory.addGroup(this.group);
    const key = line.slice(0, equals).trim();
    this.inventory.setGroupVariable(group, key, iniValue(value.trim()), this.at(column));
  }

  private childLine(line: string): void {
    const given = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(line)?.[1];
    if (given === undefined) {
      this.reject(
        0,
        `"${line}" under [${this.group}:children] is no group name`,
        'List one group name on each line.',
      );
    }
    const name = this.inventory.groupName(given);
    const waiting = this.pending.get(name);
    if (this.inventory.groups.has(name)) this.addChild(this.group, name);
    else if (waiting) waiting.parents.push(this.group);
    else this.pending.set(name, { section: 'children', at: this.at(0), parents: [this.group] });
  }

  private addChild(parent: string, child: string): void {
    this.inventory.addChildGroup(this.inventory.addGroup(parent), this.inventory.addGroup(child));
  }

  /** Gives the findings of `work` that have no place this line. */
  private placed(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof PyError)
        this.reject(0, error.message, 'Quote the value twice to keep it as text: "\'…\'".');
      if (!(error instanceof DiagnosticError)) throw error;
      throw new DiagnosticError(error.diagnostics.map((finding) => ({ span: this.at(0), ...finding })));
    }
  }

  private at(column: number): SourceSpan {
    return { file: this.file, line: this.line, col: this.indent + column + 1 };
  }

  private reject(column: number, message: string, fix: string): never {
    fail('inventory-ini', message, { span: this.at(column), fix });
  }
}

/** What a Python literal can begin with; sorts out names and addresses before the slower attempt to parse. */
const LITERAL_START = /^\s*(?!\d+\.\d+\.\d)(?:[-+\d.([{"']|[uUrRbB]{1,2}["']|None|True|False)/;

/** A value of an INI inventory: a Python literal (`1, 2` too, and with Python's comments), else the text itself. */
function iniValue(text: string): Value {
  if (!LITERAL_START.test(text)) return text;
  for (let hash = text.indexOf('#'); ; hash = text.indexOf('#', hash + 1)) {
    const candidate = hash < 0 ? text : text.slice(0, hash);
    const literal = literalOf(candidate);
    if (literal !== undefined) return literal;
    if (hash < 0) return text;
  }
}

function literalOf(text: string): Value | undefined {
  const value = parsePythonLiteral(text, { jsonNames: false });
  if (value !== undefined || !text.includes(',')) return value;
  return parsePythonLiteral(`(${text})`, { jsonNames: false }); // a tuple needs no brackets
}
