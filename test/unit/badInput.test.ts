import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandLine } from '../support/commandLine.js';
import { argumentsCases } from './badInput/arguments.cases.js';
import type { BadInputCase } from './badInput/badInputCase.js';
import { generalCases } from './badInput/general.cases.js';
import { inventoryCases } from './badInput/inventory.cases.js';
import { keywordsCases } from './badInput/keywords.cases.js';
import { missingCases } from './badInput/missing.cases.js';
import { modulesCases } from './badInput/modules.cases.js';
import { templatesCases } from './badInput/templates.cases.js';
import { typesCases } from './badInput/types.cases.js';
import { undefinedCases } from './badInput/undefined.cases.js';
import { vaultCases } from './badInput/vault.cases.js';
import { yamlCases } from './badInput/yaml.cases.js';

let line: CommandLine;

beforeEach(() => {
  line = new CommandLine();
  vi.stubEnv('HOME', line.folder);
  vi.stubEnv('NO_COLOR', '1');
});

afterEach(() => {
  vi.unstubAllEnvs();
  line.remove();
});

/** Runs the program on the project of a case; its output (both streams) and exit status. */
async function run(
  { files, tasks, args = [] }: Pick<BadInputCase, 'files' | 'tasks' | 'args'>,
  output = 'ansible',
): Promise<{ text: string; status: number }> {
  const site = `- hosts: localhost\n  gather_facts: false\n  tasks:\n    ${tasks ?? ''}`;
  for (const [name, content] of Object.entries({ 'site.yml': site, ...files })) line.write(name, content);
  const playbook = args.includes('gone.yml') ? [] : ['site.yml'];
  const inventory = args.includes('-i') ? [] : ['-i', 'localhost,', '-c', 'local'];
  const words = ['--output', output, ...inventory, ...args, ...playbook];
  const { text, exit } = await line.run('meshwright-playbook', ...words);
  return { text, status: exit };
}

const badInputCases = [
  ...generalCases,
  ...yamlCases,
  ...typesCases,
  ...keywordsCases,
  ...modulesCases,
  ...argumentsCases,
  ...undefinedCases,
  ...templatesCases,
  ...missingCases,
  ...vaultCases,
  ...inventoryCases,
];

const FIRST_WORDS = {
  error: /^(?:ERROR! |error: )/m,
  warning: /^\[WARNING\]: /m,
  fatal: /^fatal: /m,
  failed: /^failed: /m,
} as const;

describe('bad input', () => {
  it.each(badInputCases)('$name: exit $exit, says what, where and what to do', async (each) => {
    const { text, status } = await run(each);
    expect({ status, text }).toMatchObject({ status: each.exit });
    expect(text).toMatch(FIRST_WORDS[each.severity ?? 'error']);
    for (const part of [each.cause, ...each.at, each.fix ?? '']) expect(text).toContain(part);
    expect(text).not.toMatch(/^\s+at .*(?:\.ts|\.js|node:)/m);
  });

  it('names all mistakes of a project at once', async () => {
    const { text, status } = await run({
      tasks: '- comand: id\n    - copy:\n        contents: x\n    - debug:\n        msg: "{{ x | joinn }}"\n',
    });
    expect(status).toBe(4);
    expect(text.match(/^ERROR! /gm)).toHaveLength(4);
  });

  it('only hints at mistakes in tasks that may never run', async () => {
    const { text, status } = await run({
      tasks:
        '- copy:\n        contents: x\n        dest: /tmp/never\n      when: ansible_os_family == "Windows"\n',
      args: ['--syntax-check'],
    });
    expect(status).toBe(0);
    expect(text).toContain('hint: Unsupported parameters for (ansible.builtin.copy) module: contents');
    expect(text).toContain('playbook: site.yml');
  });

  const undefinedInTemplate = {
    files: { 'templates/motd.j2': 'hello\n\n  {{ nobody }}\n' },
    tasks: '- template:\n        src: motd.j2\n        dest: never\n',
  };

  it('shows the places behind a failed task in the live view too', async () => {
    const { text } = await run(undefinedInTemplate, 'live');
    expect(text).toContain('site.yml:4:7');
    expect(text).toContain('templates/motd.j2:3:6');
  });

  it('gives the places behind a failed task to programs as fields', async () => {
    const { text } = await run(undefinedInTemplate, 'json');
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(events.find((event) => event.event === 'task-start')).toMatchObject({
      task: { at: { file: 'site.yml', line: 4, col: 7 } },
    });
    expect(events.find((event) => event.event === 'result')).toMatchObject({
      status: 'failed',
      diagnostics: [
        {
          code: 'undefined-variable',
          span: { file: expect.stringMatching(/templates\/motd\.j2$/), line: 3, col: 6 },
        },
      ],
    });
  });
});
