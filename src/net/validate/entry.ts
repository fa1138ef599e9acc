import { didYouMean } from '../../diag/suggest.js';
import { Dict, type Value } from '../../value/types.js';
import type { Finding, HostVariables } from './finding.js';
import { type Format, shown } from './verdict.js';

/** Where findings of one host go. */
export interface Report {
  readonly host: string;
  readonly findings: Finding[];
}

/**
 * One mapping among a role's variables: reads its keys by format and reports everything that is wrong with it.
 * A key that is null counts as left out.
 */
export class Entry {
  private readonly known = new Set<string>();

  constructor(
    private readonly values: Dict,
    readonly path: string,
    readonly report: Report,
  ) {}

  get host(): string {
    return this.report.host;
  }

  /** Reports a problem with a key, or with the whole mapping for ''. */
  wrong(key: string, message: string, fix?: string): void {
    const path = key === '' ? this.path : `${this.path}.${key}`;
    this.report.findings.push({ host: this.host, path, message, fix });
  }

  has(key: string): boolean {
    return this.raw(key) !== undefined;
  }

  /** The canonical value; undefined when it is left out, and when it is wrong, which is reported. */
  get<T>(key: string, format: Format<T>): T | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : this.checked(key, value, format);
  }

  /** As `get`, of a key that must be there. */
  need<T>(key: string, format: Format<T>): T | undefined {
    if (!this.has(key)) this.wrong(key, 'is required');
    return this.get(key, format);
  }

  /** The members of a list; the wrong ones are left out. Undefined when the list is. */
  list<T>(key: string, format: Format<T>): T[] | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.wrong(key, `${shown(value)} is not a list`, 'write [ … ], also around a single one');
      return undefined;
    }
    return value.flatMap((item, i) => {
      const checked = this.checked(`${key}[${i}]`, item, format);
      return checked === undefined ? [] : [checked];
    });
  }

  /** The mappings of a list. */
  entries(key: string): Entry[] {
    const value = this.raw(key);
    return value === undefined ? [] : entriesIn(value, `${this.path}.${key}`, this.report);
  }

  /** Reports keys that nobody asked for. */
  finish(): void {
    for (const key of this.values.keys()) {
      const name = String(key);
      if (this.known.has(name)) continue;
      const fix = didYouMean(name, this.known) ?? `known are ${[...this.known].join(', ')}`;
      this.wrong(name, 'is not known here', fix);
    }
  }

  private raw(key: string): Value | undefined {
    this.known.add(key);
    return this.values.get(key) ?? undefined;
  }

  private checked<T>(key: string, value: Value, format: Format<T>): T | undefined {
    const verdict = format(value);
    if (!('problem' in verdict)) return verdict.value;
    this.wrong(key, verdict.problem, verdict.fix);
    return undefined;
  }
}

/** The mappings of a variable that is a list of them; what is no mapping is reported. */
export function entriesOf(variables: HostVariables, variable: string, report: Report): Entry[] {
  const value = variables.get(variable);
  return value === undefined || value === null ? [] : entriesIn(value, variable, report);
}

/** A variable that is one mapping; undefined when nothing sets it, and when it is none, which is reported. */
export function entryOf(variables: HostVariables, variable: string, report: Report): Entry | undefined {
  const value = variables.get(variable);
  if (value === undefined || value === null) return undefined;
  if (value instanceof Dict) return new Entry(value, variable, report);
  report.findings.push({ host: report.host, path: variable, message: `${shown(value)} is not a mapping` });
  return undefined;
}

function entriesIn(value: Value, path: string, report: Report): Entry[] {
  const wrong = (at: string, message: string): void => {
    report.findings.push({ host: report.host, path: at, message });
  };
  if (!Array.isArray(value)) {
    wrong(path, `${shown(value)} is not a list of mappings`);
    return [];
  }
  return value.flatMap((item, i) => {
    if (item instanceof Dict) return [new Entry(item, `${path}[${i}]`, report)];
    wrong(`${path}[${i}]`, `${shown(item)} is not a mapping`);
    return [];
  });
}
