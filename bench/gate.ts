import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { encryptEnvelope } from '../src/vault/crypt.js';
import { execute } from './measure.js';

/** One sampled run: every function with its parents, and which of them each sample met. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const main = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/cli/main.js');
/** Files that call nothing but each other. */
const GATE = /\/report\/(?:gate|secretIndex|secretForms)\.js$/;
const HOSTS = 10;

/** Much output, differences and a fact cache: everything that passes the gate. */
const playbook = `- hosts: all
  gather_facts: true
  vars_files: [secrets.yml]
  tasks:
    - debug: {msg: "{{ ansible_facts }}"}
    - copy: {dest: "{{ folder }}/{{ inventory_hostname }}.conf", content: "{% for i in range(300) %}option{{ i }}={{ s0 }}{{ i }}\\n{% endfor %}"}
    - command: cat {{ folder }}/{{ inventory_hostname }}.conf
      loop: "{{ range(5) | list }}"
`;

/** Milliseconds of the gate and of all work of the main thread, and characters printed. */
async function sampled(secrets: number): Promise<{ gate: number; all: number; printed: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-gate-'));
  try {
    const names = Array.from({ length: HOSTS }, (_, i) => `local${i} ansible_connection=local\n`);
    const values = Array.from({ length: secrets }, (_, i) => [`s${i}`, `a secret, number ${i * 7919}`]);
    await Promise.all([
      writeFile(join(folder, 'site.yml'), playbook),
      writeFile(join(folder, 'hosts'), names.join('')),
      writeFile(join(folder, 'password'), 'bench'),
      writeFile(
        join(folder, 'secrets.yml'),
        encryptEnvelope(JSON.stringify({ s0: 'x', ...Object.fromEntries(values) }), 'bench'),
      ),
    ]);
    const start = `import { main } from ${JSON.stringify(pathToFileURL(main).href)}; await main('meshwright-playbook', process.argv);`;
    const given = ['-i', 'hosts', '-e', `folder=${folder}`, '--vault-password-file', 'password', 'site.yml'];
    const node = [
      process.execPath,
      '--cpu-prof',
      '--cpu-prof-dir',
      folder,
      '--input-type=module',
      '-e',
      start,
    ];
    const env = { ANSIBLE_CACHE_PLUGIN: 'jsonfile', ANSIBLE_CACHE_PLUGIN_CONNECTION: join(folder, 'facts') };
    const output = await execute(['env', '-C', folder, ...node, '--', '-vv', '--diff', ...given], env);
    const file = (await readdir(folder)).find((name) => name.endsWith('.cpuprofile'));
    const times = shares(JSON.parse(await readFile(join(folder, file!), 'utf8')) as Profile);
    return { ...times, printed: output.length };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function shares({ nodes, samples, timeDeltas }: Profile): { gate: number; all: number } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const idle = new Set<number>();
  const inside = new Set<number>();
  const visit = (id: number, within: boolean): void => {
    const { callFrame, children = [] } = byId.get(id)!;
    if (/^\((?:idle|program|root)\)$/.test(callFrame.functionName)) idle.add(id);
    const here = within || GATE.test(callFrame.url);
    if (here) inside.add(id);
    for (const child of children) visit(child, here);
  };
  visit(nodes[0]!.id, false);
  let [gate, all] = [0, 0];
  for (const [i, id] of samples.entries()) {
    if (idle.has(id)) continue;
    all += timeDeltas[i]!;
    if (inside.has(id)) gate += timeDeltas[i]!;
  }
  return { gate: gate / 1000, all: all / 1000 };
}

process.stdout.write(
  '| secrets | printed KB | main thread ms | gate ms | share |\n| --: | --: | --: | --: | --: |\n',
);
for (const secrets of [1, 20, 200, 2000]) {
  const { gate, all, printed } = await sampled(secrets);
  const share = ((100 * gate) / all).toFixed(1);
  const cells = [secrets, Math.round(printed / 1000), Math.round(all), Math.round(gate), `${share} %`];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
