import type { Diagnostic } from '../../diag/diagnostic.js';
import { inspectArguments } from '../../spec/check.js';
import { literalTraps } from '../../spec/literalTraps.js';
import type { ArgumentSpec } from '../../spec/types.js';
import { shortAction } from '../../value/pluginName.js';
import { Dict, Unsafe, type Value, Vaulted } from '../../value/types.js';
import { shareSpans } from '../../yaml/spans.js';
import { keyword, type Task } from '../ast.js';
import { searchedCollections } from '../collectionSearch.js';
import type { LoadContext } from '../context.js';
import { ENGINE_ACTIONS } from '../keywords.js';
import { isOpen, mayBeTemplate } from './texts.js';

/**
 * Checks the arguments of a task that are written out. Templates may become anything (nothing at all, with
 * `omit`), so whatever depends on them is left to the run.
 */
export function checkModuleArguments(ctx: LoadContext, task: Task): Diagnostic[] {
  if (ENGINE_ACTIONS.has(shortAction(task.action))) return [];
  // A file replaces the engine's own module of the same name, and its arguments are its own affair.
  const found = ctx.modules.find(task.action, searchedCollections(task));
  const spec = found?.kind === 'native' ? ctx.actions.argumentSpec(found.name) : undefined;
  if (!spec) return [];
  const raw = task.args.get('_raw_params');
  const unknownRest =
    task.argsTemplate !== undefined || (spec.freeForm !== true && raw !== undefined && isOpen(raw));
  const args = unknownRest ? withoutRest(task.args) : task.args;
  const at = task.actionSpan ?? task.span;
  const open = openNames(spec, args);
  const incomplete = unknownRest || keyword(task, 'module_defaults') !== undefined;
  const omits = [...args].some(
    ([, value]) => typeof value === 'string' && mayBeTemplate(value) && /\bomit\b/.test(value),
  );
  const { findings } = inspectArguments(spec, withoutTags(args), at);
  const certain = findings.filter(({ path, diagnostic }) => {
    if (diagnostic.code === 'unsupported-argument') return true;
    if (open.has(/^[^.[]*/.exec(path)![0])) return false;
    if (diagnostic.code === 'missing-argument') return !incomplete && !(omits && path === '');
    return !(diagnostic.code === 'exclusive-arguments' && omits);
  });
  return [...certain.map(({ diagnostic }) => diagnostic), ...literalTraps(withoutTags(args), at)];
}

/** Canonical names of the arguments whose values are known only when the task runs. */
function openNames(spec: ArgumentSpec, args: Dict): Set<string> {
  const names = new Set<string>();
  for (const [name, option] of Object.entries(spec.args)) {
    if ([name, ...(option.aliases ?? [])].some((key) => isOpen(args.get(key) ?? null))) names.add(name);
  }
  return names;
}

function withoutRest(args: Dict): Dict {
  const copy = new Dict([...args].filter(([name]) => name !== '_raw_params'));
  return copy;
}

/** Arguments as a task gets them: `!unsafe` is a remark about the text, and what `!vault` hides is some text. */
function withoutTags(args: Dict): Dict {
  if (![...args].some(([, value]) => isTagged(value))) return args;
  const copy = shareSpans(args, args.copy());
  for (const [name, value] of args) copy.set(name, untagged(value));
  return copy;
}

function isTagged(value: Value): boolean {
  if (Array.isArray(value)) return value.some(isTagged);
  if (value instanceof Dict) return [...value].some(([, item]) => isTagged(item));
  return value instanceof Unsafe || value instanceof Vaulted;
}

function untagged(value: Value): Value {
  if (value instanceof Unsafe) return untagged(value.value);
  if (value instanceof Vaulted) return '';
  if (Array.isArray(value)) return shareSpans(value, value.map(untagged));
  if (value instanceof Dict) return withoutTags(value);
  return value;
}
