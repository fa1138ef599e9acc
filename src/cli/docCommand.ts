import { type Command, Option } from 'commander';
import { diagnostic, fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { taskSnippet, terminalReference, wrapText } from '../spec/terminalDocs.js';
import { dumps } from '../value/json.js';
import { Dict } from '../value/types.js';
import { DOC_TYPES, type DocEntry, type DocType, docEntries, findDoc } from './doc/catalogue.js';
import { docJson } from './doc/docJson.js';
import { printFindings } from './failures.js';
import { addVerbosityOption } from './optionGroups.js';

interface DocOptions {
  readonly type?: DocType;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly snippet?: boolean;
}

/** `meshwright doc`: the reference of modules, filters, tests, lookups and keywords, as ansible-doc shows it. */
export function defineDocCommand(program: Command): void {
  const command = program
    .command('doc')
    .description('show the reference of modules, filters, tests, lookups and keywords')
    .argument('[name...]', 'what to show; with --list the collections to list')
    .addOption(
      new Option(
        '-t, --type <type>',
        'what the names are (default: whatever has them, modules first)',
      ).choices(DOC_TYPES),
    )
    .option('-l, --list', 'list what there is')
    .option('-j, --json', 'as JSON')
    .option('-s, --snippet', 'a task with every argument, to be filled in')
    .addOption(new Option('--playbook-dir <directory>').hideHelp())
    .addOption(new Option('-M, --module-path <path>').hideHelp());
  addVerbosityOption(command).action((names: string[], options: DocOptions) => {
    process.stdout.write(options.list ? listing(names, options) : pages(names, options));
  });
}

function listing(collections: readonly string[], options: DocOptions): string {
  const entries = docEntries(options.type ?? 'module').filter(
    ({ name }) => collections.length === 0 || collections.some((each) => `${name}.`.startsWith(`${each}.`)),
  );
  if (options.json) {
    const texts = new Dict(entries.map(({ name, short }) => [name, short]));
    return `${dumps(texts, { indent: 4, sortKeys: true, ensureAscii: false })}\n`;
  }
  const longest = Math.max(...entries.map(({ name }) => name.length), 0);
  const room = Math.max(width() - longest - 2, 20);
  return entries.map(({ name, short }) => `${name.padEnd(longest)} ${shortened(short, room)}\n`).join('');
}

function pages(names: readonly string[], options: DocOptions): string {
  if (names.length === 0) {
    fail('bad-option', 'Missing name(s), incorrect options passed for detailed documentation', {
      fix: 'Name a module, or list them with -l.',
    });
  }
  const found = names.flatMap((name) => entryOf(name, options.type) ?? []);
  if (options.json) {
    const data = new Dict(found.map((entry) => [entry.name, docJson(entry)]));
    return `${dumps(data, { indent: 4, sortKeys: true, ensureAscii: false })}\n`;
  }
  return found.map((entry) => page(entry, options.snippet ?? false)).join('\n');
}

/** A name nobody knows is a warning, as for ansible-doc. */
function entryOf(name: string, type: DocType | undefined): DocEntry | undefined {
  const types = type === undefined ? DOC_TYPES : [type];
  for (const each of types) {
    const entry = findDoc(each, name);
    if (entry) return entry;
  }
  const known = types.flatMap((each) => docEntries(each).map((entry) => entry.name));
  const message = type === 'keyword' ? `Skipping Invalid keyword: ${name}` : `${name} was not found`;
  const shortNames = known.map((each) => each.replace(/^ansible\.builtin\./, ''));
  const fix = didYouMean(name, [...known, ...shortNames]);
  printFindings([diagnostic('unknown-reference', message, { severity: 'warning', fix })]);
  return undefined;
}

function page({ name, short, module, type }: DocEntry, snippet: boolean): string {
  if (module) return snippet ? taskSnippet(module, width()) : terminalReference(module, width());
  if (type === 'keyword') return `${name}:\n  ${short}\n`;
  return `> ${name.toUpperCase()}    (${type})\n\n${wrapText(short, width(), ' '.repeat(8)).join('\n')}\n`;
}

function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 3)}...`;
}

function width(): number {
  return process.stdout.columns || Number(process.env.COLUMNS) || 80;
}
