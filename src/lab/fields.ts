import { type Diagnostic, diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { didYouMean } from '../diag/suggest.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, spanOf, valueSpan } from '../yaml/spans.js';

/**
 * Typed access to the entries of one mapping of a topology file. Findings are collected, not thrown, so that
 * a reader sees every mistake of the file at once; a getter that reports returns its fallback.
 */
export class Fields {
  private readonly asked = new Set<string>();

  constructor(
    private readonly dict: Dict,
    /** Names the mapping in messages: `host "compute1"`. */
    private readonly what: string,
    private readonly findings: Diagnostic[],
  ) {}

  /** The entries of a mapping that stands under `key`, each with its own Fields (null counts as empty). */
  sections(key: string, what: (name: string) => string): [string, Fields][] {
    const value = this.take(key);
    if (value === undefined || value === null) return [];
    if (!(value instanceof Dict)) {
      this.report(key, `"${key}" of ${this.what} is a mapping from names to settings`);
      return [];
    }
    return [...value.entries()].map(([name, entry]) => {
      const label = what(String(name));
      if (entry !== null && !(entry instanceof Dict)) {
        this.finding(`${label} is a mapping`, valueSpan(value, name));
      }
      return [String(name), new Fields(entry instanceof Dict ? entry : new Dict(), label, this.findings)];
    });
  }

  text(key: string, pattern?: { readonly regex: RegExp; readonly says: string }): string | undefined {
    const value = this.take(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' || (pattern && !pattern.regex.test(value))) {
      this.report(key, `"${key}" of ${this.what} must be ${pattern?.says ?? 'text'}`);
      return undefined;
    }
    return value;
  }

  required(key: string, pattern?: { readonly regex: RegExp; readonly says: string }): string {
    if (!this.dict.has(key)) this.finding(`${this.what} needs "${key}"`, spanOf(this.dict));
    return this.text(key, pattern) ?? '';
  }

  choice<const C extends string>(key: string, choices: readonly C[], fallback: C): C {
    const value = this.take(key);
    if (value === undefined) return fallback;
    const match = choices.find((choice) => choice === value);
    if (match === undefined) {
      this.report(key, `"${key}" of ${this.what} must be one of ${choices.join(', ')}`);
      return fallback;
    }
    return match;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.take(key);
    if (value === undefined) return fallback;
    if (typeof value !== 'boolean') this.report(key, `"${key}" of ${this.what} must be true or false`);
    return value === true;
  }

  integer(key: string, range: { readonly min: number; readonly max: number }, fallback: number): number {
    const value = this.take(key);
    if (value === undefined) return fallback;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < range.min || value > range.max) {
      this.report(key, `"${key}" of ${this.what} must be an integer from ${range.min} to ${range.max}`);
      return fallback;
    }
    return value;
  }

  list(key: string): Value[] {
    const value = this.take(key);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.report(key, `"${key}" of ${this.what} must be a list`);
      return [];
    }
    return value;
  }

  mapping(key: string): Dict {
    const value = this.take(key);
    if (value === undefined || value === null) return new Dict();
    if (!(value instanceof Dict)) {
      this.report(key, `"${key}" of ${this.what} must be a mapping`);
      return new Dict();
    }
    return value;
  }

  /** Adds a finding about the value under `key`. */
  report(key: string, message: string, fix?: string): void {
    this.finding(message, valueSpan(this.dict, key) ?? spanOf(this.dict), fix);
  }

  /** Reports the keys that nobody asked for. Call it last. */
  rejectUnknown(): void {
    for (const key of this.dict.keys()) {
      if (this.asked.has(String(key))) continue;
      const fix = didYouMean(String(key), this.asked) ?? `known here: ${[...this.asked].join(', ')}`;
      this.finding(`${this.what} has no setting "${key}"`, keySpan(this.dict, key), fix);
    }
  }

  private take(key: string): Value | undefined {
    this.asked.add(key);
    return this.dict.get(key);
  }

  private finding(message: string, span: SourceSpan | undefined, fix?: string): void {
    this.findings.push(diagnostic('lab-topology', message, { span, fix }));
  }
}
