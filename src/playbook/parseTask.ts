import { join } from 'node:path';
import type { SourceSpan } from '../diag/span.js';
import { closest, didYouMean } from '../diag/suggest.js';
import { isFile } from '../template/files/status.js';
import { lookups } from '../template/lookups/index.js';
import { shortAction } from '../value/pluginName.js';
import type { Dict } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';
import { type Block, dictSpan, type Loop, nextTaskId, playOf, type Task } from './ast.js';
import { searchedCollections } from './collectionSearch.js';
import { type LoadContext, reportError } from './context.js';
import { ENGINE_ACTIONS, HANDLER_KEYWORDS, TASK_KEYWORDS } from './keywords.js';
import type { TaskPlace } from './loadTasks.js';
import { checkTaskKeywords } from './staticChecks.js';
import { type FoundAction, splitActionKeyword, taskArguments } from './taskArguments.js';
import { withVars } from './varsKeyword.js';

/** Reads one task mapping. Returns undefined after reporting when no action can be made out. */
export function parseTask(ctx: LoadContext, written: Dict, place: TaskPlace): Task | undefined {
  const source = withVars(ctx, written, 'Task');
  const keywords = place.handlers ? HANDLER_KEYWORDS : TASK_KEYWORDS;
  const action = findAction(ctx, source, keywords, placeOf(source, place));
  if (!action) return undefined;
  checkTaskKeywords(ctx, source, action.name);
  const { args, argsTemplate } = taskArguments(ctx, source, action);
  return {
    kind: 'task',
    id: nextTaskId(),
    source: action.local ? source.copy().set('delegate_to', 'localhost') : source,
    parent: place.parent,
    span: dictSpan(source),
    role: place.role,
    action: action.name,
    actionSpan: action.span,
    args,
    ...(argsTemplate !== undefined && { argsTemplate }),
    loop: findLoop(ctx, source),
    handler: place.handlers,
    file: place.file,
    implicit: false,
  };
}

/** The task as far as it is known before its action is. */
function placeOf(source: Dict, place: TaskPlace): Block {
  const { parent, role } = place;
  return { kind: 'block', source, parent, span: undefined, role, block: [], rescue: [], always: [] };
}

/** false for a misspelt lookup of ours; one of a collection or of a file in `lookup_plugins/` fails when it is used. */
function mayBeLookup(name: string, place: Block): boolean {
  if (
    lookups.has(name) ||
    closest(name, lookups.keys()) === undefined ||
    searchedCollections(place).length > 0
  )
    return true;
  const bases = [playOf(place).basedir, ...(place.role ? [place.role.path] : [])];
  return bases.some((base) => isFile(join(base, 'lookup_plugins', `${name}.py`)));
}

function findAction(
  ctx: LoadContext,
  source: Dict,
  keywords: ReadonlySet<string>,
  place: Block,
): FoundAction | undefined {
  const collections = searchedCollections(place);
  const isAction = (name: string): boolean =>
    ENGINE_ACTIONS.has(shortAction(name)) ||
    ctx.modules.find(name, collections) !== undefined ||
    ctx.modules.plugins.find('action', name, collections) !== undefined;
  const found: FoundAction[] = [];
  const unknown: { name: string; span: SourceSpan | undefined }[] = [];
  for (const [key, value] of source) {
    const name = String(key);
    const span = keySpan(source, key);
    if (name === 'action' || name === 'local_action') {
      const action = splitActionKeyword(value, span, name === 'local_action');
      if (!action) continue;
      found.push(action);
      // Only the run can tell: the name may be a template, and the task may never run.
      if (!isAction(action.name) && !ctx.syntax.isTemplate(action.name)) {
        unknownModule(
          { ...ctx, report: (finding) => ctx.report({ ...finding, severity: 'warning' }) },
          action.name,
          span,
        );
      }
      continue;
    }
    if (keywords.has(name)) continue;
    if (name.startsWith('with_') && mayBeLookup(name.slice('with_'.length), place)) continue;
    if (isAction(name)) found.push({ name, value, span, local: false });
    else unknown.push({ name, span });
  }
  if (found.length > 1) {
    reportError(
      ctx,
      'conflicting-actions',
      `a task has one action, this one has ${found.map((a) => a.name).join(' and ')}`,
      {
        span: found[1]!.span,
        fix: 'make two tasks of it, or indent the argument under its module',
      },
    );
    return undefined;
  }
  const action = found[0];
  if (!action && unknown.length === 1) {
    unknownModule(ctx, unknown[0]!.name, unknown[0]!.span);
    return undefined;
  }
  for (const { name, span } of unknown) {
    reportError(ctx, 'unknown-keyword', `"${name}" is neither a keyword of tasks nor a module`, {
      span,
      fix: didYouMean(name, [
        ...keywords,
        ...[...lookups.keys()].map((each) => `with_${each}`),
        ...ctx.actions.names(),
      ]),
    });
  }
  if (!action && unknown.length === 0) {
    reportError(ctx, 'no-action', 'the task names no module', {
      span: dictSpan(source),
      fix: 'add a module such as "command:" or "debug:"',
    });
  }
  return unknown.length > 0 ? undefined : action;
}

function unknownModule(ctx: LoadContext, name: string, span: SourceSpan | undefined): void {
  const removed = ctx.modules.tombstone(name);
  if (removed !== undefined) {
    reportError(ctx, 'removed-module', `the module ${name} has been removed`, { span, fix: removed });
    return;
  }
  reportError(ctx, 'unknown-module', `couldn't resolve module/action '${name}'`, {
    span,
    fix: didYouMean(name, [...ctx.actions.names(), ...ENGINE_ACTIONS, ...TASK_KEYWORDS]) ?? nativeOnly(name),
  });
}

function nativeOnly(name: string): string {
  if (name.includes('{{'))
    return 'write the name of the module itself, or use "action:" for a name that is a template';
  const collection = /^(\w+\.\w+)\.\w+$/.exec(name)?.[1];
  return collection === undefined
    ? 'check the spelling, or put the module into library/ beside the playbook'
    : `check the spelling, or install the collection ${collection} on this machine`;
}

function findLoop(ctx: LoadContext, source: Dict): Loop | undefined {
  const loops: Loop[] = [];
  for (const [key, value] of source) {
    const name = String(key);
    if (name === 'loop' && value !== null) loops.push({ kind: 'loop', value, span: valueSpan(source, key) });
    else if (name.startsWith('with_'))
      loops.push({ kind: name.slice(5), value, span: valueSpan(source, key) });
  }
  if (loops.length > 1) {
    reportError(ctx, 'two-loops', 'a task has one loop', { span: loops[1]!.span });
  }
  return loops[0];
}
