import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { down } from '../src/lab/down.js';
import { memberCommand, networkCommand } from '../src/lab/run.js';
import { type LabState, labDirectory } from '../src/lab/state.js';
import { up } from '../src/lab/up.js';
import { execute, measure, median } from './measure.js';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    objects: { type: 'string', default: '20' },
    guests: { type: 'string', default: '10,500' },
    keep: { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs);

const { state } = await up(join(project, 'bench/guests/lab.yaml'));
const controlPath = await mkdtemp(join(tmpdir(), 'bench-cp-'));
try {
  const lines = [...(await objects(Number(options.objects))), '', ...(await guests())];
  process.stdout.write(`${lines.join('\n')}\n\nload ${loadavg()[0]?.toFixed(1)}, medians of ${runs}\n`);
} finally {
  await rm(controlPath, { recursive: true, force: true });
  if (!options.keep) await down(labDirectory('bench-network'));
}

/** What one more bridge costs: the time for some less the time for none, divided by how many they are. */
async function objects(count: number): Promise<string[]> {
  const ours = await perObject(count, (many) => play('meshwright', 'objects.yml', { objects: many }));
  const theirs = await perObject(count, (many) => play('ansible', 'commands.yml', { objects: many }));
  return [
    `| ${count} bridges | none s | all s | ms an object |`,
    '| --- | --- | --- | --- |',
    `| net_state by meshwright-playbook | ${ours.map(shown).join(' | ')} |`,
    `| command: ip link … by ansible-playbook | ${theirs.map(shown).join(' | ')} |`,
    `| ratio | ${ratio(theirs[0]!, ours[0]!)} | ${ratio(theirs[1]!, ours[1]!)} | ${ratio(theirs[2]!, ours[2]!)} |`,
  ];
}

async function perObject(count: number, run: (many: number) => Promise<number>): Promise<number[]> {
  const [none, all]: [number[], number[]] = [[], []];
  for (let n = 0; n < runs; n++) {
    none.push(await run(0));
    all.push(await run(count));
    await onNode(
      'ls /sys/class/net | grep ^bench | xargs -rn 1 ip link del; rm -rf /var/lib/meshwright/ledger',
    );
  }
  const [empty, full] = [median(none), median(all)];
  return [empty, full, ((full - empty) / count) * 1000];
}

/** Round trip from a guest through the host to its gateway, with more and more guests beside it. */
async function guests(): Promise<string[]> {
  const table = ['| guests | apply s | again s | round trip µs |', '| --- | --- | --- | --- |'];
  const trips: number[] = [];
  await execute(
    memberCommand(state, 'guest', [
      'sh',
      '-ec',
      `ip link add eth0 type veth peer name tap0 netns ${state.hosts.node!.pid}
ip link set eth0 address 02:66:00:00:00:00 up
ip address add 10.66.1.1/16 dev eth0
ip route add default via 10.66.0.1`,
    ]),
  );
  let made = 1;
  for (const count of options.guests.split(',').map(Number)) {
    await onNode(
      `n=${made}; while [ $n -lt ${count} ]; do echo "link add tap$n type veth peer name peer$n"; n=$((n + 1)); done | ip -batch -`,
    );
    made = count;
    const first = await play('meshwright', 'guests.yml', { count });
    const again = await play('meshwright', 'guests.yml', { count });
    const samples: number[] = [];
    for (let n = 0; n < runs; n++) samples.push(await roundTrip(state));
    trips.push(median(samples));
    table.push(`| ${count} | ${shown(first)} | ${shown(again)} | ${shown(median(samples))} |`);
  }
  table.push(`| last to first | | | ${ratio(trips.at(-1)!, trips[0]!)} |`);
  return table;
}

/** Mean of a flood of pings, in microseconds. */
async function roundTrip(lab: LabState): Promise<number> {
  const words = ['ping', '-n', '-q', '-f', '-c', '20000', '10.66.0.1'];
  const output = (await execute(networkCommand(lab, 'guest', words))).toString();
  const [, mean] = /= [\d.]+\/([\d.]+)\//.exec(output) ?? [];
  if (mean === undefined || / (?!0%)\d+% packet loss/.test(output)) throw new Error(output);
  return Number(mean) * 1000;
}

async function play(
  engine: 'meshwright' | 'ansible',
  playbook: string,
  vars: Record<string, number>,
): Promise<number> {
  const program =
    engine === 'ansible'
      ? ['ansible-playbook']
      : [process.execPath, join(project, 'bin/meshwright-playbook')];
  const words = ['-i', join(state.directory, 'inventory.yml'), '-e', JSON.stringify(vars)];
  const { wall } = await measure(
    [...memberCommand(state, 'controller', program), ...words, join(project, 'bench/guests', playbook)],
    {
      ANSIBLE_ROLES_PATH: join(project, 'roles'),
      ANSIBLE_PIPELINING: '1',
      ANSIBLE_SSH_CONTROL_PATH_DIR: controlPath,
    },
  );
  return wall;
}

async function onNode(script: string): Promise<void> {
  await execute(memberCommand(state, 'node', ['sh', '-ec', script]));
}

function shown(figure: number): string {
  return figure.toFixed(figure < 10 ? 2 : 0);
}

function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(1)} x`;
}
