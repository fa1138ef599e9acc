import { type Diagnostic, DiagnosticError, diagnostic } from '../../diag/diagnostic.js';
import { didYouMean } from '../../diag/suggest.js';
import { pyStr } from '../../value/repr.js';
import { Dict } from '../../value/types.js';
import { keySpan } from '../../yaml/spans.js';
import { actionGroup } from '../actionGroups.js';
import { type Node, own, ownSpan } from '../ast.js';
import type { LoadContext } from '../context.js';

/**
 * What is wrong with the names in `module_defaults` of a node: they mean modules and groups that exist. A module of a
 * collection that is not there is worth a warning only: another machine may have it.
 */
export function checkModuleDefaults(ctx: LoadContext, node: Node): Diagnostic[] {
  const written = own(node, 'module_defaults');
  if (written === undefined || written === null) return [];
  const span = ownSpan(node, 'module_defaults');
  const found: Diagnostic[] = [];
  for (const level of [written].flat()) {
    if (!(level instanceof Dict)) {
      found.push(
        diagnostic(
          'bad-module-defaults',
          "The field 'module_defaults' is supposed to be a dictionary or list of dictionaries",
          { span, fix: 'write names of modules with their arguments; only the arguments may be templates' },
        ),
      );
      continue;
    }
    for (const key of level.keys()) {
      const at = keySpan(level, key) ?? span;
      const name = pyStr(key);
      const wrong = name.startsWith('group/')
        ? checkGroup(ctx, name.slice(6), at)
        : checkModule(ctx, name, at);
      if (wrong) found.push(wrong);
    }
  }
  return found;
}

function checkGroup(ctx: LoadContext, name: string, span: Diagnostic['span']): Diagnostic | undefined {
  try {
    actionGroup(ctx.collections, name, span);
    return undefined;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const [first] = error.diagnostics;
    return first && { ...first, message: `Error loading module_defaults: ${first.message}` };
  }
}

function checkModule(ctx: LoadContext, name: string, span: Diagnostic['span']): Diagnostic | undefined {
  if (ctx.modules.find(name) || ctx.modules.find(`ansible.legacy.${name}`)) return undefined;
  const full = name.includes('.') ? name : `ansible.legacy.${name}`;
  const collection = /^(\w+\.\w+)\./.exec(name)?.[1];
  const absent =
    collection !== undefined &&
    collection !== 'ansible.builtin' &&
    collection !== 'ansible.legacy' &&
    ctx.modules.collectionDirectory(collection) === undefined;
  return diagnostic('unknown-module', `Could not resolve action ${full} in module_defaults`, {
    severity: absent ? 'warning' : 'error',
    span,
    fix: didYouMean(name, ctx.actions.names()) ?? 'check the spelling, or install the collection that has it',
  });
}
