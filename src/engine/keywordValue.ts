import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import type { Node } from '../playbook/ast.js';
import type { Scope, Templar } from '../template/types.js';
import { pyStr } from '../value/repr.js';
import type { Value } from '../value/types.js';
import { valueSpan } from '../yaml/spans.js';
import { OMIT } from './magic.js';
import { toBool } from './typed.js';

const WORDS: ReadonlySet<string> = new Set('y yes on 1 true t n no off 0 false f'.split(' '));

/**
 * A keyword of a node, rendered: the nearest one around it that is not `omit`. Undefined where nothing says anything,
 * null where it is said to be empty. Throws DiagnosticError.
 */
export function keywordValue(node: Node, name: string, scope: Scope, templar: Templar): Value | undefined {
  return nearest(node, name, scope, templar)?.value;
}

/** A keyword that is true or false; undefined where nothing says anything. Throws DiagnosticError for other words. */
export function boolKeyword(node: Node, name: string, scope: Scope, templar: Templar): boolean | undefined {
  const found = nearest(node, name, scope, templar);
  if (!found || found.value === null) return undefined;
  if (isBool(found.value)) return toBool(found.value);
  fail(
    'bad-keyword-value',
    `the field '${name}' has an invalid value (${pyStr(found.written)}), and could not be converted to an bool.The error was: The value '${pyStr(found.value)}' is not a valid boolean. Valid booleans include: 'y', 'yes', 'on', '1', 'true', 't', 1, 'n', 'no', 'off', '0', 'false', 'f', 0`,
    { span: found.span, fix: 'use true or false' },
  );
}

interface Found {
  readonly written: Value;
  readonly value: Value;
  readonly span: SourceSpan | undefined;
}

function nearest(node: Node, name: string, scope: Scope, templar: Templar): Found | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    const written = at.source.get(name);
    if (written === undefined) continue;
    const span = valueSpan(at.source, name) ?? at.span;
    const value = templar.resolve(written, scope, { at: span });
    if (value !== OMIT) return { written, value, span };
  }
  return undefined;
}

function isBool(value: Value): boolean {
  if (typeof value === 'string') return WORDS.has(value.trim().toLowerCase());
  return (
    typeof value === 'boolean' ||
    value === 0 ||
    value === 1 ||
    pyStr(value) === '1.0' ||
    pyStr(value) === '0.0'
  );
}
