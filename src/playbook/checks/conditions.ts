import { type Diagnostic, diagnostic } from '../../diag/diagnostic.js';
import { own, ownSpan, type Task } from '../ast.js';
import { CONDITIONS } from './texts.js';

/** Conditions that are a boolean in quotes: `"false"` is a constant, `"no"` the name of a variable. */
export function checkQuotedBooleans(task: Task): Diagnostic[] {
  return [...CONDITIONS].flatMap((name) => {
    const value = own(task, name);
    if (typeof value !== 'string' || !/^\s*(true|false|yes|no|on|off)\s*$/i.test(value)) return [];
    const constant = /true|false/i.test(value);
    const meaning = constant ? 'is a constant in quotes' : `asks for a variable named ${value.trim()}`;
    return [
      diagnostic('quoted-boolean', `${name}: "${value}" ${meaning}`, {
        severity: 'warning',
        span: ownSpan(task, name),
        fix: 'write true or false without quotes, or an expression',
      }),
    ];
  });
}
