import { splitWords } from '../files/shellWords.js';
import type { OvsColumn, OvsRecord } from './database.js';

/** One assignment of ovs-vsctl's `set`: `column=value` or `column:key=value`. */
interface Assignment {
  readonly column: string;
  readonly key: string | undefined;
  readonly value: string;
  readonly word: string;
}

/** `set TABLE RECORD assignment…`. */
export interface SetClause {
  readonly table: string;
  readonly record: string;
  readonly assignments: readonly Assignment[];
}

/**
 * Parses the `set` argument: `interface vx1 type=vxlan options:key=10`, several of them separated by `--` and
 * an optional `set`, in words as those of the `command` module. Returns a sentence instead when the text is malformed.
 * @throws DiagnosticError (`bad-quoting`) where a quote is not closed.
 */
export function parseSetClauses(text: string): SetClause[] | string {
  const clauses: SetClause[] = [];
  for (const group of groupsOf(splitWords(text))) {
    const [table, record, ...rest] = group[0]?.toLowerCase() === 'set' ? group.slice(1) : group;
    if (table === undefined || record === undefined) {
      return `"set: ${text}" needs a table and a record, such as "Interface vx1 type=vxlan"`;
    }
    const assignments: Assignment[] = [];
    for (const word of rest) {
      const match = /^([A-Za-z_]\w*)(?::((?:[^=\\]|\\.)+))?=(.*)$/s.exec(word);
      if (!match) return `"${word}" in "set: ${text}" is not column=value or column:key=value`;
      assignments.push({ column: match[1]!, key: match[2] && unquote(match[2]), value: match[3]!, word });
    }
    clauses.push({ table, record, assignments });
  }
  return clauses;
}

/** The words of a subcommand for the assignments that the record does not show yet; undefined when all hold. */
export function missingAssignments(
  clause: SetClause,
  record: OvsRecord | undefined,
): readonly string[] | undefined {
  const missing = clause.assignments.filter(
    (assignment) => !holds(assignment, record?.get(assignment.column)),
  );
  return missing.length === 0
    ? undefined
    : ['set', clause.table, clause.record, ...missing.map(({ word }) => word)];
}

/** Whether a column already has the assigned value. Columns that cannot be read (`@name` references) count as holding. */
export function holds(assignment: Assignment, current: OvsColumn | undefined): boolean {
  if (assignment.value.startsWith('@')) return true;
  if (current === undefined) return false;
  if (current.kind === 'map') {
    if (assignment.key !== undefined)
      return current.entries.get(assignment.key) === unquote(assignment.value);
    const wanted = listItems(assignment.value).map((pair) => splitPair(pair));
    return (
      wanted.length === current.entries.size &&
      wanted.every(([key, value]) => current.entries.get(key) === value)
    );
  }
  const wanted = new Set(listItems(assignment.value).map(unquote));
  return wanted.size === current.items.length && current.items.every((item) => wanted.has(item));
}

function groupsOf(words: readonly string[]): string[][] {
  const groups: string[][] = [[]];
  for (const word of words) {
    if (word === '--') groups.push([]);
    else groups.at(-1)!.push(word);
  }
  return groups.filter((group) => group.length > 0);
}

function listItems(value: string): string[] {
  const inner = /^\[.*\]$|^\{.*\}$/s.test(value) ? value.slice(1, -1) : value;
  return (inner.match(/(?:"(?:[^"\\]|\\.)*"|[^,\s])+/g) ?? []).map((item) => item.trim());
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [unquote(pair), ''] : [unquote(pair.slice(0, at)), unquote(pair.slice(at + 1))];
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
}
