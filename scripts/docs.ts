// Writes docs/configuration.md, docs/modules.md and docs/templating.md from the definitions. `--check` only tells whether they are current.
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsMarkdown } from '../src/cli/config/markdown.js';
import { SETTING_THEMES } from '../src/cli/config.js';
import { allModules } from '../src/modules/index.js';
import { markdownReference } from '../src/spec/docs.js';
import { filterDocs } from '../src/template/filters/index.js';
import { lookupDocs } from '../src/template/lookups/index.js';
import { testDocs } from '../src/template/tests/index.js';

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

function configurationPage(): string {
  const intro = `The settings come from the command line, then from the environment, then from \`ansible.cfg\`: the file
\`ANSIBLE_CONFIG\` names, \`./ansible.cfg\` (unless everybody may write to the directory), \`~/.ansible.cfg\`,
\`/etc/ansible/ansible.cfg\`; the first that exists. Paths in it are relative to it. A misspelt key is pointed out.
The variables of the \`junit\` callback are those of Ansible's (\`JUNIT_OUTPUT_DIR\`, …).`;
  return `${MADE}\n\n# Configuration\n\n${intro}\n\n${settingsMarkdown(SETTING_THEMES)}`;
}

const pages: Readonly<Record<string, string>> = {
  'docs/configuration.md': configurationPage(),
  'docs/modules.md': modulesPage(),
  'docs/templating.md': templatingPage(),
};

for (const [file, text] of Object.entries(pages)) {
  const url = new URL(`../${file}`, import.meta.url);
  if (!process.argv.includes('--check')) writeFileSync(url, text);
  else if (readFileSync(url, 'utf8') !== text) {
    process.stderr.write(`${file} is out of date: npm run docs\n`);
    process.exitCode = 1;
  }
}
