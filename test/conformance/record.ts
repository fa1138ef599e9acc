import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASES, loadCases, runCase } from './case.js';

const wanted = process.argv.slice(2);
const version = /core ([\d.]+)/.exec(
  execFileSync('ansible-playbook', ['--version'], { encoding: 'utf8' }),
)?.[1];
for (const one of loadCases().filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const outcome = await runCase(one, 'ansible-playbook');
  const text = JSON.stringify({ oracle: `ansible-core ${version}`, ...outcome }, undefined, 1);
  writeFileSync(join(CASES, one.name, 'expected.json'), `${text}\n`);
  process.stdout.write(`${one.name}: exit ${outcome.exit}, ${outcome.results.length} results\n`);
}
