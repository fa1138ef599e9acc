import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { down } from '../../src/lab/down.js';
import { memberCommand } from '../../src/lab/run.js';
import type { LabState } from '../../src/lab/state.js';
import type { FullKernel } from '../../src/lab/types.js';
import { up } from '../../src/lab/up.js';
import { ranOn } from './places.js';
import { BundledProgram } from './program.js';

const run = promisify(execFile);

/** What a playbook run printed, taken apart. */
export interface PlayOutput {
  readonly status: number;
  readonly text: string;
  /** `TASK NAME @ HOST` of everything reported as changed, handlers left out, sorted, each once. */
  readonly changed: readonly string[];
  /** Sum of the recap's `changed=`. */
  readonly changes: number;
  /** The lines of the recap: `HOST : ok=… changed=…`, blanks squeezed. */
  readonly recap: readonly string[];
}

/** What a command printed, and its exit status. */
interface CommandOutput {
  readonly status: number;
  /** Standard output, then standard error. */
  readonly text: string;
}

/** A lab of its own in a temporary directory, for one test file. */
export class TestLab {
  private constructor(
    readonly state: LabState,
    private readonly root: string,
    private readonly program: BundledProgram,
  ) {}

  /** `fullKernel` for tests of what only one of them is like; else whatever works here carries it. */
  static async start(topology: string, fullKernel?: FullKernel): Promise<TestLab> {
    const root = await mkdtemp(join(tmpdir(), 'lab-'));
    const program = await BundledProgram.make();
    const { state } = await up(resolve(topology), { directory: join(root, 'lab'), fullKernel });
    ranOn(state);
    return new TestLab(state, root, program);
  }

  async stop(): Promise<void> {
    await down(this.state.directory);
    await rm(this.root, { recursive: true, force: true });
    await this.program.remove();
  }

  /** Runs a command on a host over plain ssh; its standard output without the last newline. */
  async ssh(host: string, command: string): Promise<string> {
    const { stdout } = await run('ssh', ['-F', join(this.state.directory, 'ssh_config'), host, command]);
    return stdout.trimEnd();
  }

  /** Waits until a host can be logged in to; on a busy machine one on a full kernel is late to answer. */
  async answers(host: string): Promise<void> {
    for (let left = 20; ; left--) {
      try {
        await this.ssh(host, ':');
        return;
      } catch (error) {
        if (left === 0) throw error;
        await sleep(250);
      }
    }
  }

  /** Runs a playbook with this project's program against the lab's inventory. */
  async play(playbook: string, ...words: string[]): Promise<PlayOutput> {
    return taken(await finish([...this.program.playbook, '-i', this.inventory, playbook, ...words]));
  }

  /** Runs another command of this project's program with the lab's inventory. */
  async meshwright(command: string, playbook: string, ...words: string[]): Promise<CommandOutput> {
    return finish([...this.program.meshwright, command, '-i', this.inventory, playbook, ...words]);
  }

  /** Runs a playbook with ansible-core from the lab's controller; the hosts need Python. */
  async ansible(playbook: string, ...words: string[]): Promise<PlayOutput> {
    // Its connections outlive it and are kept by address, which is the same in every lab.
    const settings = [
      `ANSIBLE_HOME=${join(this.root, 'ansible')}`,
      `ANSIBLE_SSH_CONTROL_PATH_DIR=${join(this.root, 'ansible/cp')}`,
      'ANSIBLE_NOCOLOR=1',
    ];
    const command = [
      'env',
      ...settings,
      '/usr/bin/ansible-playbook',
      '-i',
      this.inventory,
      playbook,
      ...words,
    ];
    return taken(await finish(memberCommand(this.state, 'controller', command)));
  }

  private get inventory(): string {
    return join(this.state.directory, 'inventory.yml');
  }
}

function taken({ status, text }: { status: number; text: string }): PlayOutput {
  const recap = text.slice(text.lastIndexOf('PLAY RECAP')).split('\n').slice(1);
  const counts = recap.map((line) => line.trim().replaceAll(/ +/g, ' ')).filter(Boolean);
  const changes = counts.reduce((sum, line) => sum + Number(/ changed=(\d+)/.exec(line)?.[1] ?? 0), 0);
  return { status, text, changed: changedTasks(text), changes, recap: counts };
}

async function finish(words: readonly string[]): Promise<CommandOutput> {
  try {
    const { stdout, stderr } = await run(words[0]!, words.slice(1), { maxBuffer: 64 << 20 });
    return { status: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { status: code, text: stdout + stderr };
  }
}

function changedTasks(text: string): string[] {
  const found = new Set<string>();
  let task: string | undefined;
  for (const line of text.split('\n')) {
    if (/^[A-Z]+ /.test(line)) task = /^TASK \[(.*)\]/.exec(line)?.[1];
    const host = /^changed: \[([^\]]+)\]/.exec(line)?.[1];
    if (host !== undefined && task !== undefined) found.add(`${task} @ ${host}`);
  }
  return [...found].sort();
}
