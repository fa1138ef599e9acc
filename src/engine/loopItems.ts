import { DiagnosticError, fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import type { Loop, Task } from '../playbook/ast.js';
import { own } from '../playbook/ast.js';
import { lookups } from '../template/lookups/index.js';
import { shortName } from '../template/shortName.js';
import type { Scope, Templar } from '../template/types.js';
import { pyStr } from '../value/repr.js';
import { Dict, Tuple, Undefined, type Value } from '../value/types.js';
import { toBool, toNumber } from './typed.js';

/** How a loop names and shows its items (`loop_control`). */
export interface LoopControl {
  readonly loopVar: string;
  readonly indexVar: string | undefined;
  readonly label: Value | undefined;
  /** Seconds between items. */
  readonly pause: number;
  readonly extended: boolean;
  readonly allItems: boolean;
}

/** Reads `loop_control` of a task. */
export function loopControl(task: Task, scope: Scope, templar: Templar): LoopControl {
  const control = own(task, 'loop_control');
  const at = control instanceof Dict ? control : new Dict();
  const value = (key: string): Value | undefined => {
    const raw = at.get(key);
    return raw === undefined || raw === null ? undefined : templar.resolve(raw, scope, { at: task.span });
  };
  const text = (key: string): string | undefined => {
    const found = value(key);
    return found === undefined ? undefined : pyStr(found);
  };
  return {
    loopVar: text('loop_var') ?? 'item',
    indexVar: text('index_var'),
    label: at.get('label'),
    pause: toNumber(value('pause')) ?? 0,
    extended: toBool(value('extended')),
    allItems: at.has('extended_allitems') ? toBool(value('extended_allitems')) : true,
  };
}

/** Lookups whose items consist of their terms alone. */
const fromTerms: ReadonlySet<string> = new Set([
  'dict',
  'flattened',
  'indexed_items',
  'items',
  'list',
  'nested',
  'random_choice',
  'sequence',
  'subelements',
  'together',
]);

/** What the item at `index` of a task's loop is computed from, as it is written; undefined for what lookups found. */
export function itemWritten(
  { loop }: LoopingTask,
  loopVar: string,
  index: number,
  count: number,
): Dict | undefined {
  if (!loop) return undefined;
  if (loop.kind !== 'loop' && !fromTerms.has(shortName(loop.kind))) return undefined;
  const { value } = loop;
  const single = Array.isArray(value) && value.length === count ? value[index] : value;
  return single === undefined ? undefined : new Dict([[loopVar, single]]);
}

/** The parts of a task its loop depends on. */
type LoopingTask = Pick<Task, 'loop' | 'action'>;

/** Where `with_first_found` looks beside the search path itself. */
function subdirectory(action: string): string {
  return `${['template', 'var'].find((word) => action.includes(word)) ?? 'file'}s`;
}

/**
 * The items of a task's loop. `loop` takes a list; `with_<lookup>` runs that lookup over its terms (Ansible
 * documentation, "Loops"). Throws DiagnosticError.
 */
export function loopItems({ loop, action }: LoopingTask, scope: Scope, templar: Templar): Value[] {
  if (!loop) return [];
  if (loop.kind === 'loop') return loopList(loop, scope, templar);
  const name = shortName(loop.kind);
  if (!lookups.has(name)) {
    fail(
      'unknown-lookup',
      `Unexpected failure in finding the lookup named '${loop.kind}' in the available lookup plugins`,
      {
        span: loop.span,
        fix: didYouMean(name, lookups.keys()),
      },
    );
  }
  const lenient = name === 'first_found';
  const terms = templar.resolve(loop.value, scope, { at: loop.span, failOnUndefined: !lenient });
  const list = termsOf(name, terms, loop);
  const options = lenient ? new Map([['subdir', subdirectory(action)]]) : new Map<string, Value>();
  return templar
    .lookup(name, list, options, scope, loop.span)
    .map((item) => (item instanceof Tuple ? [...item.items] : item));
}

const LISTS_ONLY: ReadonlySet<string> = new Set(['flattened', 'indexed_items', 'list']);

/** The terms of a `with_…` loop: a lone value is one term, of a mapping the keys are, except for `with_dict`. */
function termsOf(name: string, terms: Value, loop: Loop): Value[] {
  if (terms instanceof Tuple) return [...terms.items];
  if (Array.isArray(terms)) return terms;
  if (!(terms instanceof Dict) || name === 'dict') return [terms];
  if (!LISTS_ONLY.has(name)) return [...terms.keys()];
  return fail('loop-not-a-list', `with_${name} expects a list`, { span: loop.span, fix: 'use with_dict' });
}

function loopList(loop: Loop, scope: Scope, templar: Templar): Value[] {
  const items = templar.resolve(loop.value, scope, { at: loop.span });
  if (items instanceof Undefined) {
    throw new DiagnosticError({
      code: 'undefined-variable',
      severity: 'error',
      message: items.message,
      notes: [],
    });
  }
  if (items instanceof Tuple) return [...items.items];
  if (Array.isArray(items)) return items;
  fail(
    'loop-not-a-list',
    `Invalid data passed to 'loop', it requires a list, got this instead: ${pyStr(items)}. Hint: If you passed a list/dict of just one element, try adding wantlist=True to your lookup invocation or use q/query instead of lookup.`,
    {
      span: loop.span,
      fix: items instanceof Dict ? 'add "| dict2items" to loop over a mapping' : 'give a list',
    },
  );
}

/** The variables of one iteration. */
export function itemVars(control: LoopControl, items: readonly Value[], index: number): Dict {
  const vars = new Dict([
    [control.loopVar, items[index]!],
    ['ansible_loop_var', control.loopVar],
  ]);
  if (control.indexVar !== undefined) {
    vars.set(control.indexVar, index);
    vars.set('ansible_index_var', control.indexVar);
  }
  if (control.extended) vars.set('ansible_loop', extendedLoop(control, items, index));
  return vars;
}

function extendedLoop(control: LoopControl, items: readonly Value[], index: number): Dict {
  const { length } = items;
  return Dict.of({
    allitems: control.allItems ? [...items] : undefined,
    index: index + 1,
    index0: index,
    first: index === 0,
    last: index === length - 1,
    length,
    revindex: length - index,
    revindex0: length - index - 1,
    nextitem: items[index + 1],
    previtem: index > 0 ? items[index - 1] : undefined,
  });
}

/** Keys under which an item's result tells about its loop. */
export function itemKeys({ loopVar, indexVar }: LoopControl): string[] {
  const index = indexVar === undefined ? [] : [indexVar, 'ansible_index_var'];
  return [loopVar, 'ansible_loop_var', ...index, 'ansible_loop'];
}
