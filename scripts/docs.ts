// Writes docs/commands.md, docs/configuration.md, docs/modules.md, docs/templating.md and the tables of variables in the
// roles' READMEs from the definitions. `--check` only tells whether they are current.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Argument, Command, Option } from 'commander';
import { settingsMarkdown } from '../src/cli/config/markdown.js';
import { SETTING_THEMES } from '../src/cli/config.js';
import { buildProgram } from '../src/cli/program.js';
import { allModules } from '../src/modules/index.js';
import { markdownReference } from '../src/spec/docs.js';
import { filterDocs } from '../src/template/filters/index.js';
import { lookupDocs } from '../src/template/lookups/index.js';
import { testDocs } from '../src/template/tests/index.js';
import { roleReadme } from './roleVariables.js';

const MADE = '<!-- Made by `npm run docs` from the definitions in src/; do not edit. -->';

function modulesPage(): string {
  const sorted = allModules.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const index = sorted.map((module) => `- \`${module.name}\`: ${module.doc.short}`).join('\n');
  return `${MADE}\n\n# Modules\n\n${index}\n\n${sorted.map((module) => markdownReference(module).trim()).join('\n\n')}\n`;
}

function templatingPage(): string {
  const table = (docs: ReadonlyMap<string, string>): string =>
    [...docs]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, doc]) => `| \`${name.replaceAll('|', '\\|')}\` | ${doc.replaceAll('|', '\\|')} |`)
      .join('\n');
  const section = (title: string, docs: ReadonlyMap<string, string>): string =>
    `## ${title}\n\n| name | meaning |\n| --- | --- |\n${table(docs)}`;
  return `${MADE}\n\n# Filters, tests and lookups\n\n${section('Filters', filterDocs)}\n\n${section('Tests', testDocs)}\n\n${section('Lookups', lookupDocs)}\n`;
}

function commandsPage(): string {
  const intro = `\`meshwright\` (short: \`mw\`) has the commands below; \`meshwright-playbook\` is \`meshwright play\` under a name of its
own, with the command line, output and exit codes of \`ansible-playbook\`. Where Ansible has a command of the same
purpose (\`ansible\`, \`ansible-inventory\`, \`ansible-vault\`, \`ansible-doc\`, \`ansible-config\`), options, output and exit
codes are its own.`;
  return `${MADE}\n\n# Commands\n\n${intro}\n\n${leaves(buildProgram('meshwright'), '').join('\n\n')}\n`;
}

/** The commands that do something, with their options. */
function leaves(command: Command, path: string): string[] {
  const name = `${path} ${command.name()}`.trim();
  if (command.commands.length > 0) return command.commands.flatMap((each) => leaves(each, name));
  const usage = [name, '[options]', ...command.registeredArguments.map(argumentText)].join(' ');
  const rows = [
    ...command.registeredArguments.filter(({ description }) => description !== '').map(argumentRow),
    ...command.options.filter(({ hidden, long }) => !hidden && long !== '--version').map(optionRow),
  ];
  const table = rows.length > 0 ? `\n\n| | |\n| --- | --- |\n${rows.join('\n')}` : '';
  return [`## ${name}\n\n\`${usage}\`: ${command.description()}${table}`];
}

function argumentText(argument: Argument): string {
  const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${text}>` : `[${text}]`;
}

function argumentRow(argument: Argument): string {
  return `| \`${argument.name()}\` | ${argument.description} |`;
}

function optionRow({ flags, description, argChoices }: Option): string {
  const choices = argChoices ? ` (${argChoices.join(', ')})` : '';
  return `| \`${flags.replaceAll('|', '\\|')}\` | ${description}${choices} |`;
}

function configurationPage(): string {
  const intro = `The settings come from the command line, then from the environment, then from \`ansible.cfg\`: the file
\`ANSIBLE_CONFIG\` names, \`./ansible.cfg\` (unless everybody may write to the directory), \`~/.ansible.cfg\`,
\`/etc/ansible/ansible.cfg\`; the first that exists. Paths in it are relative to it. A misspelt key is pointed out.
The variables of the \`junit\` callback are those of Ansible's (\`JUNIT_OUTPUT_DIR\`, …).`;
  return `${MADE}\n\n# Configuration\n\n${intro}\n\n${settingsMarkdown(SETTING_THEMES)}`;
}

const pages: Readonly<Record<string, string>> = {
  'docs/commands.md': commandsPage(),
  'docs/configuration.md': configurationPage(),
  'docs/modules.md': modulesPage(),
  'docs/templating.md': templatingPage(),
  ...Object.fromEntries(
    readdirSync(new URL('../roles', import.meta.url)).map((role) => [
      `roles/${role}/README.md`,
      roleReadme(new URL(`../roles/${role}/`, import.meta.url)),
    ]),
  ),
};

for (const [file, text] of Object.entries(pages)) {
  const url = new URL(`../${file}`, import.meta.url);
  if (!process.argv.includes('--check')) writeFileSync(url, text);
  else if (readFileSync(url, 'utf8') !== text) {
    process.stderr.write(`${file} is out of date: npm run docs\n`);
    process.exitCode = 1;
  }
}
