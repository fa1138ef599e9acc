import type { Task } from '../playbook/ast.js';
import type { Templar } from '../template/types.js';
import { Dict, type Key, Tuple, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import type { Run } from './run.js';

/** Whole sets of variables: what is read from them is a template only where a file of the project says it so. */
const COLLECTIONS: ReadonlySet<string> = new Set(['hostvars', 'vars']);

/**
 * Facts of `set_fact` whose text is a template in its turn. It is one when the argument consists of the project's own
 * words (`{{ '{{' }} name }}`, `{{ vars['name'] }}`); with anything of a host or a lookup in it, it stays text.
 * `scope` is that of the task or its item.
 */
export function templatedFacts(
  run: Run,
  task: Task,
  scope: VariableScope,
  facts: Dict,
): ReadonlySet<Key> | undefined {
  const { templar } = run.parts;
  const found = new Set<Key>();
  const seen = task.loop === undefined || task.loop.kind === 'loop' ? scope : scope.withoutWritten();
  for (const [key, value] of facts) {
    const made = texts(value).filter((text) => templar.isTemplate(text));
    if (made.length === 0) continue;
    const source = task.args.get(key);
    const sources = source === undefined ? [...task.args.values()] : [source];
    if (sources.every((each) => isOwn(run, each, seen, made))) found.add(key);
  }
  return found.size > 0 ? found : undefined;
}

function isOwn(run: Run, source: Value, scope: VariableScope, made: readonly string[]): boolean {
  const { templar, inventory } = run.parts;
  const allTrusted = (besides?: Iterable<string>): boolean => trusted(source, templar, scope, besides);
  if (allTrusted()) return true;
  if (!allTrusted(COLLECTIONS)) return false;
  const scopes = [scope, ...[...inventory.hostNames()].map((host) => run.scope(host))];
  return made.every((text) => scopes.some((each) => isWritten(text, each)));
}

function trusted(
  source: Value,
  templar: Templar,
  scope: VariableScope,
  besides: Iterable<string> | undefined,
): boolean {
  if (typeof source === 'string') return templar.isTrusted(source, scope, besides);
  if (Array.isArray(source)) return source.every((each) => trusted(each, templar, scope, besides));
  if (source instanceof Dict)
    return [...source.values()].every((each) => trusted(each, templar, scope, besides));
  return source === null || typeof source !== 'object';
}

/** Whether a variable of the project's files holds exactly this text. */
function isWritten(text: string, scope: VariableScope): boolean {
  for (const name of scope.names()) {
    const source = scope.source(name);
    if (source !== undefined && texts(source).includes(text)) return true;
  }
  return false;
}

function texts(value: Value): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  if (value instanceof Tuple) return value.items.flatMap(texts);
  return value instanceof Dict ? [...value.values()].flatMap(texts) : [];
}
