import { dirname } from 'node:path';
import { diagnostic, fail } from '../../diag/diagnostic.js';
import { requireDefined } from '../../value/defined.js';
import { typeError } from '../../value/errors.js';
import { pyRepr } from '../../value/repr.js';
import { pyTypeName } from '../../value/typeName.js';
import { PyObject, Tuple, Undefined, type Value } from '../../value/types.js';
import { TemplateFailure } from '../failure.js';
import type { RenderContext } from './context.js';
import type { Unit } from './unit.js';

/** Output of the first template of `template` (a name or a list of names) that exists. */
export function includeFirst(
  context: RenderContext,
  template: Value,
  from: Unit,
  ignoreMissing: boolean,
  locals: ReadonlyMap<string, Value | undefined> | null,
): Value {
  const unit = find(context, template, from);
  if (!unit) return ignoreMissing ? '' : failMissing(template);
  return context.nested(unit, locals).run(unit);
}

/** A template's macros and variables as a value. */
export function importModule(
  context: RenderContext,
  template: Value,
  from: Unit,
  locals: ReadonlyMap<string, Value | undefined> | null,
): TemplateModule {
  const unit = find(context, template, from) ?? failMissing(template);
  const inner = context.nested(unit, locals);
  const body = inner.run(unit);
  return new TemplateModule(String(template), body, inner.exported());
}

/** The parent that a child template goes on with after its own statements. */
export interface Parent {
  render(context: RenderContext): Value;
}

/** Registers the parent's blocks below those of the child. */
export function parentOf(context: RenderContext, template: Value, from: Unit, parent: Parent | null): Parent {
  if (parent) fail('template-error', 'a template can extend only one other');
  const unit = find(context, template, from) ?? failMissing(template);
  context.prepare(unit);
  return { render: (child) => unit.program.root(child, unit) };
}

function find(context: RenderContext, template: Value, from: Unit): Unit | undefined {
  const { environment, searchPath, result } = context.settings;
  const directories = from.at ? [...searchPath, dirname(from.at.file)] : searchPath;
  for (const name of namesOf(template)) {
    const unit = environment.loadTemplate(name, directories, from, result === 'text' ? 'text' : 'values');
    if (unit) return unit;
  }
  return undefined;
}

function namesOf(template: Value): string[] {
  requireDefined(template);
  const list = template instanceof Tuple ? template.items : Array.isArray(template) ? template : [template];
  return list.map((name) => {
    requireDefined(name);
    return typeof name === 'string' ? name : typeError(`'${pyTypeName(name)}' object is not iterable`);
  });
}

function failMissing(template: Value): never {
  const names = namesOf(template);
  const many = Array.isArray(template) || template instanceof Tuple;
  const which = many ? `any of the templates ${names.join(', ')}` : `template ${pyRepr(names[0]!)}`;
  const finding = diagnostic('template-error', `cannot find ${which}`, {
    fix: 'templates are looked for in the templates folders of the role and the playbook, and beside this file',
  });
  const [pyType, said] = many ? ['TemplatesNotFound', noneFound(names)] : ['TemplateNotFound', names[0]!];
  throw new TemplateFailure([finding], pyType, said);
}

function noneFound(names: readonly string[]): string {
  return names.length === 0
    ? 'Tried to select from an empty list of templates.'
    : `none of the templates given were found: ${names.join(', ')}`;
}

/** What `import` gives: a template's top-level macros and variables as attributes. */
export class TemplateModule extends PyObject {
  readonly pyType = 'jinja2.environment.TemplateModule';
  constructor(
    private readonly file: string,
    private readonly body: Value,
    private readonly members: ReadonlyMap<string, Value>,
  ) {
    super();
  }
  pyRepr(): string {
    return `<TemplateModule ${pyRepr(this.file)}>`;
  }
  override pyStr(): string {
    return String(this.body);
  }
  override pyAttribute(name: string): Value | undefined {
    return this.members.get(name);
  }
  /** A member for `from … import` on a 1-based line; a missing one is an Undefined. */
  member(name: string, line: number): Value {
    const value = this.members.get(name);
    if (value !== undefined) return value;
    const hint = `the template '${this.file}' (imported on line ${line}) does not export the requested name '${name}'`;
    return new Undefined(name, hint);
  }
}
