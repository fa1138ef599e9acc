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

const CHECK_MODE = {
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

/** The same for a terminal of `width` columns (default 80), without markup. */
export function terminalReference(module: DocumentedModule, width = 80): string {
  const { doc } = module;
  const out = [`${module.name.toUpperCase()}`, '', ...wrap(doc.short, width, '  ')];
  for (const paragraph of lines(doc.description)) out.push('', ...wrap(paragraph, width, '  '));
  if (module.check !== undefined) out.push('', ...wrap(CHECK_MODE[module.check], width, '  '));
  out.push('', 'ARGUMENTS', ...terminalOptions(module.args, width, '  '));
  for (const rule of ruleSentences(module.rules ?? {})) out.push(...wrap(rule, width, '  '));
  for (const note of doc.notes ?? []) out.push('', ...wrap(`Note: ${note}`, width, '  '));
  out.push(
    '',
    'EXAMPLES',
    ...doc.examples
      .trim()
      .split('\n')
      .map((line) => (line === '' ? '' : `  ${line}`)),
  );
  const returns = Object.entries(doc.returns ?? {});
  if (returns.length > 0) out.push('', 'RETURN VALUES');
  for (const [key, text] of returns) out.push(...wrap(`${key}: ${text}`, width, '  '));
  return `${out.join('\n')}\n`;
}

function markdownOptions(options: ArgOptions, indent: string): string[] {
  return Object.entries(options).flatMap(([name, option]) => [
    `${indent}- \`${name}\` (${traits(option).join(', ')}): ${lines(option.description).join(' ')}`,
    ...(option.options ? markdownOptions(option.options, `${indent}  `) : []),
  ]);
}

function terminalOptions(options: ArgOptions, width: number, indent: string): string[] {
  return Object.entries(options).flatMap(([name, option]) => [
    `${indent}${name} (${traits(option).join(', ')})`,
    ...lines(option.description).flatMap((text) => wrap(text, width, `${indent}    `)),
    ...(option.options ? terminalOptions(option.options, width, `${indent}    `) : []),
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

function ruleSentences(rules: ArgRules): string[] {
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

function lines(text: string | readonly string[] | undefined): readonly string[] {
  if (text === undefined) return [];
  return typeof text === 'string' ? [text] : text;
}

function code(text: string): string {
  return `\`${text}\``;
}

function wrap(text: string, width: number, indent: string): string[] {
  const out: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    if (line !== indent && line.length + 1 + word.length > width) {
      out.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...out, line];
}
