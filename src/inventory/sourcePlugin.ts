import { extname } from 'node:path';
import type { Diagnostic } from '../diag/diagnostic.js';
import type { Templar } from '../template/types.js';
import type { Dict } from '../value/types.js';
import type { Inventory, Origin } from './inventory.js';

/** What the readers of inventory sources may be told; every setting has ansible-core's default. */
export interface SourceOptions {
  /** Receives warnings, unreadable sources among them. Default: they are dropped. */
  readonly onDiagnostic?: ((finding: Diagnostic) => void) | undefined;
  /** Decrypts vault-encrypted sources. */
  readonly decrypt?: ((envelope: string) => string) | undefined;
  /** Renders the templates of plugin configurations; without it those cannot be read. */
  readonly templar?: Templar | undefined;
  /** Endings of YAML inventories. Default `.yaml`, `.yml` and `.json`. */
  readonly yamlExtensions?: readonly string[] | undefined;
  /** Show what scripts write to standard error. Default true. */
  readonly scriptStderr?: boolean | undefined;
  /** `-e`, for constructed inventories that ask for them. */
  readonly extraVars?: Dict | undefined;
  /** Constructed inventories see extra variables without asking. Default false. */
  readonly useExtraVars?: boolean | undefined;
}

/** One source and what it is read into. */
export interface SourceContext {
  readonly source: string;
  readonly inventory: Inventory;
  readonly origin: Origin;
  readonly options: SourceOptions;
}

/** One way to read inventory sources, by the name that `enable_plugins` knows. */
export interface SourcePlugin {
  readonly name: string;
  /** A cheap look at whether this way is worth trying. */
  accepts(source: string, options: SourceOptions): boolean | Promise<boolean>;
  /** Adds what the source says. Throws DiagnosticError; what was read before the mistake stays. */
  read(context: SourceContext): void | Promise<void>;
}

const YAML_EXTENSIONS: readonly string[] = ['.yaml', '.yml', '.json'];

/** true for a file that may be YAML by its name: one of the endings, or none. */
export function hasYamlName(source: string, options: SourceOptions, others: readonly string[] = []): boolean {
  const extension = extname(source);
  return [...(options.yamlExtensions ?? YAML_EXTENSIONS), ...others, ''].includes(extension);
}
