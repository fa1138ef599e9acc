import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Growth {
  /** Seconds until the first task's headline, and in all. */
  readonly start: number;
  readonly wall: number;
  readonly cpu: number;
  /** Greatest resident set, in megabytes. */
  readonly memory: number;
}

const program = join(dirname(dirname(fileURLToPath(import.meta.url))), 'bin/meshwright-playbook');
const { values: options } = parseArgs({
  options: {
    hosts: { type: 'string', default: '10,100,1000' },
    tasks: { type: 'string', default: '50,500' },
    includes: { type: 'string', default: '10,100,1000' },
  },
});
const numbers = (list: string) => list.split(',').map(Number);
const folder = await mkdtemp(join(tmpdir(), 'bench-scale-'));
try {
  const runs: string[] = [];
  const lists: string[] = [];
  for (const hosts of numbers(options.hosts)) {
    await inventory(hosts);
    for (const tasks of numbers(options.tasks)) {
      await playbook(tasks);
      const run = await measure(['-i', 'hosts', 'site.yml']);
      runs.push(row([hosts, tasks, ...figures(run), ((run.cpu / hosts / tasks) * 1e6).toFixed(0)]));
      const list = await measure(['-i', 'hosts', 'site.yml', '--list-tasks']);
      lists.push(row([hosts, tasks, ...figures(list).slice(1)]));
    }
  }
  print(['hosts', 'tasks', 'start s', 'wall s', 'CPU s', 'MB', 'CPU µs a host and task'], runs);
  print(['--list-tasks: hosts', 'tasks', 'wall s', 'CPU s', 'MB'], lists);
  const included: string[] = [];
  await inventory(1);
  for (const files of numbers(options.includes)) {
    await includes(files);
    const run = await measure(['-i', 'hosts', 'site.yml']);
    included.push(row([files, ...figures(run), ((run.cpu / files) * 1e3).toFixed(2)]));
  }
  print(['files included', 'start s', 'wall s', 'CPU s', 'MB', 'CPU ms a file'], included);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function inventory(hosts: number): Promise<void> {
  const lines = Array.from(
    { length: hosts },
    (_, n) => `host${n} ansible_host=192.0.2.${n % 250} rack=${n % 40}`,
  );
  await writeFile(join(folder, 'hosts'), `[fleet]\n${lines.join('\n')}\n\n[fleet:vars]\nbase=10\n`);
}

/** Variables, conditions, loops and assertions in turn: what the controller does by itself. */
async function playbook(tasks: number): Promise<void> {
  const kinds = [
    (n: number) => `set_fact: {value_${n % 20}: "{{ base | int + ${n} }}"}`,
    (n: number) => `debug: {msg: "{{ label }} ${n}"}`,
    () => 'assert: {that: ["base | int == 10"], quiet: true}',
    () => `debug: {msg: "{{ rack }}"}\n      when: inventory_hostname == 'none'`,
    () => 'debug: {msg: "{{ item }}"}\n      loop: [1, 2]',
  ];
  const list = Array.from(
    { length: tasks },
    (_, n) => `    - name: task ${n}\n      ${kinds[n % kinds.length]!(n)}\n`,
  );
  const head =
    '- hosts: all\n  gather_facts: false\n  vars: {label: "{{ inventory_hostname }}-{{ base }}"}\n  tasks:\n';
  await writeFile(join(folder, 'site.yml'), head + list.join(''));
}

async function includes(files: number): Promise<void> {
  const names = Array.from({ length: files }, (_, n) => `part-${n}.yml`);
  for (const name of names) await writeFile(join(folder, name), `- debug: {msg: "${name} {{ base }}"}\n`);
  const list = names.map((name) => `    - include_tasks: ${name}\n`).join('');
  await writeFile(join(folder, 'site.yml'), `- hosts: all\n  gather_facts: false\n  tasks:\n${list}`);
}

/** Runs the program in the folder under GNU time. Throws when it fails. */
async function measure(words: readonly string[]): Promise<Growth> {
  const report = join(folder, 'time');
  const began = performance.now();
  let start = 0;
  const child = spawn('/usr/bin/time', ['-f', '%U %S %M', '-o', report, program, ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => {
    if (start === 0 && line.startsWith('TASK [')) start = performance.now() - began;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
  const wall = performance.now() - began;
  const [user, system, kilobytes] = (await readFile(report, 'utf8')).trim().split(' ').map(Number);
  return { start: start / 1000, wall: wall / 1000, cpu: user! + system!, memory: kilobytes! / 1024 };
}

function figures({ start, wall, cpu, memory }: Growth): string[] {
  return [start.toFixed(2), wall.toFixed(2), cpu.toFixed(2), memory.toFixed(0)];
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function print(head: readonly string[], body: readonly string[]): void {
  process.stdout.write(`${[row(head), row(head.map(() => '---')), ...body].join('\n')}\n\n`);
}
