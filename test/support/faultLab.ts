import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { down } from '../../src/lab/down.js';
import { memberCommand } from '../../src/lab/run.js';
import type { LabState } from '../../src/lab/state.js';
import { up } from '../../src/lab/up.js';
import { leftFiles, leftProcesses, processesNaming, untilEmpty } from './hostProcesses.js';
import { ranOn } from './places.js';
import { BundledProgram } from './program.js';
import { type PlayEnd, RunningPlay } from './runningPlay.js';

const run = promisify(execFile);

/** Variables of an inventory's hosts; a host without an address of its own is the lab's of that name. */
type Hosts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * A lab whose runs of the program can be watched, signalled and killed: the program is bundled once, so that it
 * starts quickly, and runs in the controller's network without a process in between.
 */
export class FaultLab {
  private constructor(
    readonly state: LabState,
    /** For files of the tests. */
    readonly folder: string,
    private readonly program: BundledProgram,
  ) {}

  static async start(topology: string): Promise<FaultLab> {
    const program = await BundledProgram.make();
    const folder = await mkdtemp(join(tmpdir(), 'lab-'));
    const { state } = await up(resolve(topology), { directory: join(folder, 'lab') });
    ranOn(state);
    return new FaultLab(state, folder, program);
  }

  async stop(): Promise<void> {
    await down(this.state.directory);
    await rm(this.folder, { recursive: true, force: true });
    await this.program.remove();
  }

  /** Writes a file for a test, readable by its owner only; returns its path. */
  async file(name: string, content: string | Buffer): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  }

  /** Where the lab has a file of its own: `known_hosts`, `id_ed25519`. */
  labFile(name: string): string {
    return join(this.state.directory, name);
  }

  /** An inventory of some hosts, reached like the lab's own inventory does unless their variables say otherwise. */
  async inventory(hosts: Hosts, knownHosts = this.labFile('known_hosts')): Promise<string> {
    const vars = {
      ansible_user: 'root',
      ansible_ssh_private_key_file: this.labFile('id_ed25519'),
      ansible_ssh_common_args: `-F none -o UserKnownHostsFile=${knownHosts} -o GlobalKnownHostsFile=/dev/null -o IdentitiesOnly=yes`,
    };
    const named = Object.entries(hosts).map(([name, own]) => [
      name,
      { ansible_host: this.addresses[name], ...own },
    ]);
    const text = JSON.stringify({ all: { hosts: Object.fromEntries(named), vars } });
    return this.file(`inventory-${Object.keys(hosts).join('-')}-${Math.random()}.yml`, text);
  }

  /** Starts the program with an inventory. */
  begin(inventory: string, ...words: string[]): RunningPlay {
    const command = memberCommand(this.state, 'controller', [
      ...this.program.playbook,
      '-i',
      inventory,
      ...words,
    ]);
    return new RunningPlay(command, { ...process.env, TMPDIR: this.folder });
  }

  /** Runs the program to its end. */
  play(inventory: string, ...words: string[]): Promise<PlayEnd> {
    return this.begin(inventory, ...words).ended;
  }

  /** Runs a shell command in a host, as root and without a connection; its output without the last newline. */
  async inside(host: string, command: string): Promise<string> {
    const words = memberCommand(this.state, host, ['sh', '-c', command]);
    return (await run(words[0]!, words.slice(1), { maxBuffer: 64 << 20 })).stdout.trimEnd();
  }

  /** What a run left on a host two seconds after its end: command lines and paths of staged files. */
  async left(...hosts: string[]): Promise<string[]> {
    const found = await Promise.all(
      hosts.map(async (host) => {
        const processes = await leftProcesses(this.state, host);
        return [...processes, ...(await leftFiles(this.state, host))].map((each) => `${host}: ${each}`);
      }),
    );
    return found.flat();
  }

  /** What runs left on this machine two seconds after their end: temporary folders, and ssh clients that use them. */
  async leftHere(): Promise<string[]> {
    const folders = async () => (await readdir(this.folder)).filter((name) => name.startsWith('mw-'));
    const clients = () => processesNaming(join(this.folder, 'mw-'));
    return untilEmpty(async () => [...(await folders()), ...(await clients())]);
  }

  private get addresses(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.keys(this.state.hosts).map((name, index) => [name, `10.255.0.${index + 1}`]),
    );
  }
}
