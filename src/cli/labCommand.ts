import { relative } from 'node:path';
import type { Command } from 'commander';
import { down } from '../lab/down.js';
import { plugGuests } from '../lab/guests.js';
import { exec, ssh } from '../lab/run.js';
import { labDirectory } from '../lab/state.js';
import { type LabStatus, statusOfAll } from '../lab/status.js';
import { restart } from '../lab/systemd/restart.js';
import { up } from '../lab/up.js';

/** `meshwright lab`: real hosts on one machine. */
export function defineLabCommand(program: Command): void {
  const lab = program.command('lab').description('hosts on this machine to try playbooks on');
  lab
    .command('up <topology>')
    .description('raise the lab of a topology file; a no-op when it runs')
    .action(async (topology: string) => {
      const { state, started } = await up(topology);
      const directory = relative(process.cwd(), state.directory);
      say(
        `lab ${state.name} ${started ? 'is up' : 'was up already'}: ${Object.keys(state.hosts).join(', ')}`,
      );
      say(`inventory: ${directory}/inventory.yml`);
      say(`log in:    ssh -F ${directory}/ssh_config HOST`);
    });
  lab
    .command('status')
    .description('show the labs of the working directory')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const labs = await statusOfAll();
      if (options.json) say(JSON.stringify(labs, null, 2));
      else if (labs.length === 0) say('no labs');
      else for (const each of labs) say(statusText(each));
    });
  lab
    .command('guests <name>')
    .description('plug the guests into the bridges that exist by now')
    .action(async (name: string) => {
      const { plugged, waiting } = await plugGuests(labDirectory(name));
      say(`plugged in: ${plugged.join(', ') || 'none'}`);
      if (waiting.length > 0) say(`waiting for a bridge: ${waiting.join(', ')}`);
    });
  lab
    .command('exec <name> <member> <command...>')
    .description('run a command inside a host, guest or the controller')
    .passThroughOptions()
    .action(async (name: string, member: string, words: string[]) => {
      process.exitCode = await exec(labDirectory(name), member, words);
    });
  lab
    .command('ssh <name> <host> [command...]')
    .description('log in to a host')
    .passThroughOptions()
    .action(async (name: string, host: string, words: string[]) => {
      process.exitCode = await ssh(labDirectory(name), host, words);
    });
  lab
    .command('restart <name> <host>')
    .description('reboot a host that has an init: its network starts anew from its files')
    .action(async (name: string, host: string) => {
      await restart(labDirectory(name), host);
      say(`${host} is up again`);
    });
  lab
    .command('down <name>')
    .description('remove the lab and everything it made')
    .action(async (name: string) => {
      const { stopped } = await down(labDirectory(name));
      say(stopped ? `lab ${name} is down` : `lab ${name} was not running`);
    });
}

function statusText(lab: LabStatus): string {
  const lines = lab.members.map(({ kind, name, running, fullKernel }) => {
    const carrier = fullKernel === undefined ? '' : ` (full kernel: ${fullKernel})`;
    return `  ${kind} ${name}: ${running ? 'running' : 'stopped'}${carrier}`;
  });
  const title = `${lab.name} (${lab.topologyFile}): ${lab.running ? 'running' : 'not running'}`;
  return [title, ...lines].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
