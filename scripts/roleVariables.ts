import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Option {
  readonly type?: string;
  readonly elements?: string;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly choices?: readonly unknown[];
  readonly description?: string | readonly string[];
  readonly options?: Readonly<Record<string, Option>>;
}

const BLOCK = /(<!-- variables -->\n)[\s\S]*?(<!-- end of variables -->)/;

/** A role's README with the table of its variables made anew from meta/argument_specs.yml, where it has a place for one. */
export function roleReadme(role: URL): string {
  const text = readFileSync(new URL('README.md', role), 'utf8');
  const { argument_specs: specs } = parse(readFileSync(new URL('meta/argument_specs.yml', role), 'utf8')) as {
    argument_specs: { main: { options: Readonly<Record<string, Option>> } };
  };
  const table = [
    '| variable | type | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows(specs.main.options, ''),
  ];
  return text.replace(
    BLOCK,
    (_block, begin: string, end: string) => `${begin}\n${table.join('\n')}\n\n${end}`,
  );
}

/** One row an option; those inside lists and dictionaries follow as `name[].key`. */
function rows(options: Readonly<Record<string, Option>>, prefix: string): string[] {
  return Object.entries(options).flatMap(([name, option]) => [
    `| ${[`\`${prefix}${name}\``, type(option), initial(option), meaning(option)].map(cell).join(' | ')} |`,
    ...rows(option.options ?? {}, `${prefix}${name}${option.type === 'list' ? '[]' : ''}.`),
  ]);
}

function type({ type = 'str', elements, options }: Option): string {
  // `raw` with options: mappings that the role itself checks
  if (elements === 'raw' && options !== undefined) return `${type} of dict`;
  return elements === undefined ? type : `${type} of ${elements}`;
}

function initial(option: Option): string {
  if (option.required) return 'required';
  if (option.default === undefined || option.default === '') return '';
  return `\`${JSON.stringify(option.default).replace(/^"(.*)"$/, '$1')}\``;
}

function meaning({ description = '', choices }: Option): string {
  const text = [description].flat().join(' ');
  if (choices === undefined) return text;
  return `${text} One of ${choices.map((choice) => (choice === '' ? 'nothing' : `\`${String(choice)}\``)).join(', ')}.`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
