import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { down } from '../src/lab/down.js';
import { memberCommand } from '../src/lab/run.js';
import { labDirectory, runningLab } from '../src/lab/state.js';
import { up } from '../src/lab/up.js';
import { type Bench, contenders } from './contenders.js';
import { execute, type Sample } from './measure.js';
import { markdown, rows, type Series } from './table.js';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    hosts: { type: 'string', default: '1,3,10' },
    runs: { type: 'string', default: '5' },
    contenders: { type: 'string', default: 'meshwright,ansible,floor' },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const names = options.contenders.split(',').filter((name) => name in contenders);

if (names.includes('meshwright')) {
  await access(join(project, 'dist/cli/main.js')).catch(() => {
    throw new Error('dist/ is missing: run "npm run build" first');
  });
}
await up(join(project, 'bench/lab.yaml'));
const payloads = await mkdtemp(join(tmpdir(), 'bench-payloads-'));
try {
  const bench = await prepare(payloads);
  const all: Series[] = [];
  for (const count of options.hosts.split(',').map(Number)) all.push(...(await compare(bench, count)));
  const result = { load: loadavg(), runs: Number(options.runs), rows: rows(all) };
  process.stdout.write(markdown(result.rows));
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ ...result, series: all }, null, 2)}\n`);
} finally {
  await rm(payloads, { recursive: true, force: true });
  if (!options.keep) await down(labDirectory('bench'));
}

/** Finds the lab and renders the floor's files: what one run of ansible-playbook leaves on the hosts. */
async function prepare(payloadDirectory: string): Promise<Bench> {
  const state = await runningLab(labDirectory('bench'));
  const bench: Bench = {
    onController: memberCommand(state, 'controller', []),
    inventory: join(state.directory, 'inventory.yml'),
    sshConfig: join(state.directory, 'ssh_config'),
    payloads: payloadDirectory,
    project,
  };
  const most = hostNames(Math.max(...options.hosts.split(',').map(Number)));
  await contenders.ansible!(bench, most);
  for (const host of most) {
    const archive = await onHost(bench, host, 'tar -czf - -C /srv/bench/etc .');
    await writeFile(join(payloadDirectory, `${host}.tar.gz`), archive);
  }
  return bench;
}

/** Alternates the contenders, so that a change of the machine's load meets all of them. */
async function compare(bench: Bench, count: number): Promise<Series[]> {
  const hosts = hostNames(count);
  const samples = new Map<string, { first: Sample[]; again: Sample[] }>(
    names.map((name) => [name, { first: [], again: [] }]),
  );
  for (let run = 0; run < Number(options.runs); run++) {
    for (const name of names) {
      await Promise.all(hosts.map((host) => onHost(bench, host, 'rm -rf /srv/bench')));
      samples.get(name)!.first.push(await contenders[name]!(bench, hosts));
      samples.get(name)!.again.push(await contenders[name]!(bench, hosts));
      process.stderr.write(`${count} hosts, run ${run + 1}: ${name}\n`);
    }
  }
  return [...samples].flatMap(([contender, { first, again }]) => [
    { contender, hosts: count, state: 'first' as const, samples: first },
    { contender, hosts: count, state: 'again' as const, samples: again },
  ]);
}

function hostNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `bench${index + 1}`);
}

function onHost(bench: Bench, host: string, command: string): Promise<Buffer> {
  return execute([...bench.onController, 'ssh', '-F', bench.sshConfig, host, command]);
}
