import { fromJs } from '../value/convert.js';
import { pyStr } from '../value/repr.js';
import { CHECK_MODE, type DocumentedModule, lines, ruleSentences } from './docs.js';
import type { ArgOption, ArgOptions } from './types.js';

const TEXT = ' '.repeat(8);

/** The reference of a module for a terminal of `width` columns (default 80), in the shape of ansible-doc. */
export function terminalReference(module: DocumentedModule, width = 80): string {
  const { doc } = module;
  const paragraphs = [doc.short, ...lines(doc.description)];
  const out = [`> ${module.name.toUpperCase()}    (built in)`];
  for (const paragraph of paragraphs) out.push('', ...wrapText(paragraph, width, TEXT));
  if (module.check !== undefined) out.push('', ...wrapText(CHECK_MODE[module.check], width, TEXT));
  out.push('', 'OPTIONS (= is mandatory):', '', ...optionLines(module.args, width, ''));
  const notes = [...ruleSentences(module.rules ?? {}), ...(doc.notes ?? [])];
  if (notes.length > 0) out.push('NOTES:', ...notes.flatMap((note) => bullet(note, width)), '');
  if (module.aliases?.length) out.push(`ALIASES: ${module.aliases.join(', ')}`, '');
  out.push('EXAMPLES:', '', doc.examples.trim(), '');
  const returns = Object.entries(doc.returns ?? {});
  if (returns.length > 0) out.push('', 'RETURN VALUES:');
  for (const [key, text] of returns) out.push(`- ${key}`, ...wrapText(text, width, TEXT), '');
  return `${out.join('\n').trimEnd()}\n`;
}

/** A task that uses the module, every argument with its meaning, ready to be filled in. */
export function taskSnippet(module: DocumentedModule, width = 80): string {
  const short = module.name.replace(/^ansible\.builtin\./, '');
  const out = [`- name: ${module.doc.short}`, `  ${short}:`];
  for (const [name, option] of Object.entries(module.args).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const required = option.required ? '(required) ' : '';
    const text = `${required}${lines(option.description).join(' ')}`;
    const [first = '', ...rest] = wrapText(text, width - 31, '');
    out.push(
      `      ${`${name}:`.padEnd(22)} # ${first}`,
      ...rest.map((line) => `${' '.repeat(29)}# ${line}`),
    );
  }
  return `${out.join('\n')}\n`;
}

function optionLines(options: ArgOptions, width: number, indent: string): string[] {
  return Object.entries(options)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, option]) => {
      const text = indent + TEXT;
      const out = [`${indent}${option.required ? '=' : '-'} ${name}`];
      for (const paragraph of lines(option.description)) out.push(...wrapText(paragraph, width, text));
      out.push(...traitLines(option).map((line) => text + line), '');
      if (option.options) out.push(`${text}SUBOPTIONS:`, '', ...optionLines(option.options, width, text));
      return out;
    });
}

function traitLines(option: ArgOption): string[] {
  const out: string[] = [];
  if (option.aliases?.length) out.push(`aliases: [${option.aliases.join(', ')}]`);
  if (option.choices) out.push(`choices: [${option.choices.map((each) => pyStr(each)).join(', ')}]`);
  if (!option.required) out.push(`default: ${defaultText(option)}`);
  if (option.elements !== undefined) out.push(`elements: ${option.elements}`);
  return [...out, `type: ${option.type ?? 'str'}`];
}

function defaultText({ default: value }: ArgOption): string {
  if (value === undefined || value === null) return 'null';
  return typeof value === 'boolean' ? String(value) : pyStr(fromJs(value));
}

function bullet(text: string, width: number): string[] {
  const [first = '', ...rest] = wrapText(text, width, TEXT);
  return [`      * ${first.trim()}`, ...rest];
}

/** Breaks a text into lines of at most `width` columns, each with the indentation. */
export function wrapText(text: string, width: number, indent: string): string[] {
  const out: string[] = [];
  let line = indent;
  for (const word of text.trim().split(/\s+/)) {
    if (line !== indent && line.length + 1 + word.length > width) {
      out.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...out, line];
}
