import { fromJs } from '../value/convert.js';
import { dumps } from '../value/json.js';
import type { ArgOption, ArgOptions, ArgRules } from './types.js';

/** What the reference text of a module is made from; every module definition has this shape. */
export interface DocumentedModule {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly args: ArgOptions;
  readonly rules?: ArgRules;
  readonly freeForm?: boolean;
  readonly check?: 'full' | 'partial' | 'none';
  readonly doc: {
    readonly short: string;
    readonly description?: string | readonly string[];
    readonly examples: string;
    readonly returns?: Readonly<Record<string, string>>;
    readonly notes?: readonly string[];
  };
}

/** What a module does in check mode. */
export const CHECK_MODE = {
  full: 'Check mode is supported.',
  partial: 'Check mode is supported in part.',
  none: 'Check mode is not supported: the task is skipped.',
} as const;

/** The reference page of a module as Markdown. */
export function markdownReference(module: DocumentedModule): string {
  const { doc } = module;
  const parts = [`# ${module.name}`, doc.short, ...lines(doc.description)];
  if (module.aliases?.length) parts.push(`Also known as ${module.aliases.map(code).join(', ')}.`);
  if (module.check !== undefined) parts.push(CHECK_MODE[module.check]);
  parts.push('## Arguments');
  if (module.freeForm) parts.push('Takes a free-form string.');
  const args = markdownOptions(module.args, '');
  parts.push(args.length === 0 ? 'None.' : args.join('\n'));
  const rules = ruleSentences(module.rules ?? {});
  if (rules.length > 0) parts.push(rules.map((rule) => `- ${rule}`).join('\n'));
  if (doc.notes?.length) parts.push('## Notes', doc.notes.map((note) => `- ${note}`).join('\n'));
  parts.push('## Examples', `\`\`\`yaml\n${doc.examples.trim()}\n\`\`\``);
  const returns = Object.entries(doc.returns ?? {});
  if (returns.length > 0)
    parts.push('## Return values', returns.map(([key, text]) => `- \`${key}\`: ${text}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function markdownOptions(options: ArgOptions, indent: string): string[] {
  return Object.entries(options).flatMap(([name, option]) => [
    `${indent}- \`${name}\` (${traits(option).join(', ')}): ${lines(option.description).join(' ')}`,
    ...(option.options ? markdownOptions(option.options, `${indent}  `) : []),
  ]);
}

function traits(option: ArgOption): string[] {
  const type = option.type ?? 'str';
  const traits: string[] = [option.elements === undefined ? type : `${type} of ${option.elements}`];
  if (option.required) traits.push('required');
  if (option.choices) traits.push(`one of ${option.choices.join(' | ')}`);
  if (option.default !== undefined && option.default !== null)
    traits.push(`default ${dumps(fromJs(option.default))}`);
  if (option.aliases?.length) traits.push(`also ${option.aliases.join(', ')}`);
  return traits;
}

/** The rules between arguments as sentences. */
export function ruleSentences(rules: ArgRules): string[] {
  const sentences: string[] = [];
  for (const group of rules.mutually_exclusive ?? []) sentences.push(`At most one of ${group.join(', ')}.`);
  for (const group of rules.required_one_of ?? []) sentences.push(`At least one of ${group.join(', ')}.`);
  for (const group of rules.required_together ?? []) sentences.push(`${group.join(', ')} only together.`);
  for (const [name, value, required, any] of rules.required_if ?? []) {
    sentences.push(`With ${name}: ${value}, ${any ? 'one of ' : ''}${required.join(', ')} must be given.`);
  }
  for (const [name, required] of Object.entries(rules.required_by ?? {})) {
    sentences.push(`${name} needs ${[required].flat().join(', ')}.`);
  }
  return sentences;
}

/** A text of one paragraph or several. */
export function lines(text: string | readonly string[] | undefined): readonly string[] {
  if (text === undefined) return [];
  return typeof text === 'string' ? [text] : text;
}

function code(text: string): string {
  return `\`${text}\``;
}
