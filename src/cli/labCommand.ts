import type { Command } from 'commander';
import { down } from '../lab/down.js';
import { plugGuests } from '../lab/guests.js';
import { exec, ssh } from '../lab/run.js';
import { labDirectory } from '../lab/state.js';
import { statusOfAll } from '../lab/status.js';
import { up } from '../lab/up.js';

/** `meshwright lab`: real hosts on one machine. */
export function defineLabCommand(program: Command): void {
  const lab = program.command('lab').description('hosts on this machine to try playbooks on');
  lab
    .command('up <topology>')
    .description('raise the lab of a topology file; a no-op when it stands')
    .action(async (topology: string) => {
      const result = await up(topology);
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    });
  lab
    .command('status')
    .description('show the labs of this machine')
    .action(async () => {
      process.stdout.write(`${JSON.stringify(await statusOfAll(), null, 2)}\n`);
    });
  lab
    .command('guests <name>')
    .description('plug the guests into the bridges that exist by now')
    .action(async (name: string) => {
      process.stdout.write(`${JSON.stringify(await plugGuests(labDirectory(name)), null, 2)}\n`);
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
    .command('down <name>')
    .description('remove the lab and everything it made')
    .action(async (name: string) => {
      await down(labDirectory(name));
    });
}
