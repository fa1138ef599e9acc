import { type Diagnostic, type DiagnosticOptions, diagnostic } from '../diag/diagnostic.js';
import type { ArgumentSpec } from '../spec/types.js';
import type { Templar } from '../template/types.js';
import type { Value } from '../value/types.js';
import type { Block, Node, Task } from './ast.js';
import type { Collections } from './collections.js';
import type { ModuleLibrary } from './modules/moduleLibrary.js';
import type { SourceFiles } from './sourceFiles.js';

/** What loading a playbook needs from the rest of the engine. */
export interface LoadContext {
  readonly files: SourceFiles;
  /** Directories of roles after the playbook's own `roles/`. */
  readonly rolesPath: readonly string[];
  readonly collections: Collections;
  /** Finds modules by name, those of the project included. */
  readonly modules: ModuleLibrary;
  /** Entry file of roles that are asked for without one; a role that lacks it has no tasks. Default `main`. */
  readonly roleEntry?: string;
  readonly actions: ActionNames;
  /** Finds syntax errors in templates without rendering them. */
  readonly syntax: Pick<Templar, 'check' | 'isTemplate'>;
  /** Renders the names of static imports with what is known before the run (extra, play and group variables). */
  interpolate(value: Value, node: Node): Value;
  /** Expands an import_role task; loading tasks and loading roles need each other, and this is the joint. */
  readonly importRole: (ctx: LoadContext, task: Task) => Block;
  /** Receives every finding; loading goes on where it can. */
  report(finding: Diagnostic): void;
}

/** The engine's own modules. */
interface ActionNames {
  takesFreeForm(name: string): boolean;
  /** The arguments of a module; undefined when there is no such module. */
  argumentSpec(name: string): ArgumentSpec | undefined;
  names(): Iterable<string>;
}

/** Reports an error finding. */
export function reportError(
  ctx: LoadContext,
  code: string,
  message: string,
  options: DiagnosticOptions = {},
): void {
  ctx.report(diagnostic(code, message, options));
}
