import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const schema = '/usr/share/openvswitch/vswitch.ovsschema';

/** Whether this machine can run Open vSwitch in a network namespace. */
export function canRunOvs(): boolean {
  return existsSync(schema) && existsSync('/usr/sbin/ovsdb-server') && process.getuid?.() === 0;
}

/** One Open vSwitch with the userspace datapath in a network namespace of its own. */
export class OvsInstance {
  readonly dir = mkdtempSync(join(tmpdir(), 'mwt-ovs-'));
  readonly socket = `unix:${this.dir}/db.sock`;

  constructor(readonly netns: string) {
    const env = { ...process.env, OVS_RUNDIR: this.dir, OVS_DBDIR: this.dir, OVS_LOGDIR: this.dir };
    const run = (...words: string[]): void =>
      void execFileSync(words[0]!, words.slice(1), { env, stdio: 'ignore' });
    const inside = ['ip', 'netns', 'exec', netns];
    run('ip', 'netns', 'add', netns);
    run('ovsdb-tool', 'create', `${this.dir}/conf.db`, schema);
    run(
      ...inside,
      'ovsdb-server',
      `${this.dir}/conf.db`,
      `--remote=punix:${this.dir}/db.sock`,
      `--pidfile=${this.dir}/ovsdb-server.pid`,
      '--detach',
      `--log-file=${this.dir}/db.log`,
      '--no-chdir',
    );
    run('ovs-vsctl', '--no-wait', `--db=${this.socket}`, 'init');
    run(
      ...inside,
      'ovs-vswitchd',
      this.socket,
      `--pidfile=${this.dir}/ovs-vswitchd.pid`,
      '--detach',
      `--log-file=${this.dir}/v.log`,
    );
  }

  /** Runs ovs-vsctl and returns its output without the final newline. */
  vsctl(...words: string[]): string {
    return execFileSync('ovs-vsctl', [`--db=${this.socket}`, '-t', '5', ...words], {
      encoding: 'utf8',
    }).trimEnd();
  }

  close(): void {
    for (const daemon of ['ovs-vswitchd', 'ovsdb-server']) {
      process.kill(Number(readFileSync(`${this.dir}/${daemon}.pid`, 'utf8')));
    }
    execFileSync('ip', ['netns', 'del', this.netns]);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
