import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { quote } from '../shell/sh.js';
import { type LabState, marker, runningLab } from './state.js';

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The command line that runs `words` on a member of a lab: inside a host (its files, processes and network, as
 * root with a clean environment), or in the network of a guest, a station or the `controller` (with this
 * machine's files and environment).
 * @throws DiagnosticError `lab-no-member` for a name the lab does not have.
 */
export function memberCommand(state: LabState, member: string, words: readonly string[]): string[] {
  const inside = state.full[member];
  if (inside !== undefined) return fullKernelCommand(state, inside, member, words);
  const host = state.hosts[member];
  if (host && state.booted.includes(member)) return bootedCommand(host.pid, words);
  if (host) {
    const spaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--root', '--wdns=/'];
    return [
      'nsenter',
      '--target',
      String(host.pid),
      ...spaces,
      '--',
      'env',
      '-i',
      path,
      'HOME=/root',
      ...words,
    ];
  }
  if (member === 'controller') return ['nsenter', `--net=${controllerNetwork(state)}`, '--', ...words];
  if (state.guests.includes(member) || state.stations.includes(member)) {
    return ['nsenter', `--net=/proc/${state.controller.pid}/root/run/netns/${member}`, '--', ...words];
  }
  const names = [...Object.keys(state.hosts), ...state.guests, ...state.stations, 'controller'];
  return fail('lab-no-member', `the lab "${state.name}" has no member "${member}"`, {
    fix: didYouMean(member, names) ?? `it has ${names.join(', ')}`,
  });
}

/**
 * The first process of a booted host is the one around systemd-nspawn; which process systemd is changes with every boot
 * and is known inside only.
 */
function bootedCommand(pid: number, words: readonly string[]): string[] {
  const enter =
    'exec nsenter --target "$(cat /run/host/leader)" --mount --uts --ipc --net --pid --cgroup --root --wdns=/ -- "$@"';
  const outer = ['nsenter', '--target', String(pid), '--mount', '--pid', '--'];
  return [...outer, 'sh', '-c', enter, 'sh', 'env', '-i', path, 'HOME=/root', ...words];
}

/**
 * No process of the full kernel can be entered from outside: its hosts are logged in to, over a connection that is
 * kept for a minute, since a login takes its time there. The mark makes `down` find the process that keeps it.
 */
function fullKernelCommand(
  state: LabState,
  host: string,
  member: string,
  words: readonly string[],
): string[] {
  const kept = ['ControlMaster=auto', 'ControlPersist=60', `ControlPath=${state.directory}/full/ssh-%n`];
  const within = member === host ? [] : ['ip', 'netns', 'exec', member];
  return [
    ...['env', `${marker}=${state.directory}`, 'ssh', '-F', join(state.directory, 'ssh_config')],
    ...kept.flatMap((option) => ['-o', option]),
    ...[host, '--', ...[...within, ...words].map(quote)],
  ];
}

/**
 * As memberCommand, but only the network is the member's: files, processes and environment stay this machine's.
 * For captures and probes, whose tools a host need not have.
 */
export function networkCommand(state: LabState, member: string, words: readonly string[]): string[] {
  const host = state.hosts[member];
  if (!host || state.full[member] !== undefined) return memberCommand(state, member, words);
  return ['nsenter', `--net=/proc/${host.pid}/ns/net`, '--', ...words];
}

/** The controller's network namespace, as a file that setns(2) takes. */
export function controllerNetwork(state: LabState): string {
  return `/proc/${state.controller.pid}/ns/net`;
}

/** Runs a command on a member with this process's terminal; resolves to its exit status. */
export async function exec(directory: string, member: string, words: readonly string[]): Promise<number> {
  return inherit(memberCommand(await runningLab(directory), member, words));
}

/** Opens an ssh session to a host, or runs `words` there. Resolves to ssh's exit status. */
export async function ssh(directory: string, host: string, words: readonly string[] = []): Promise<number> {
  const state = await runningLab(directory);
  if (!state.hosts[host]) {
    fail('lab-no-member', `the lab "${state.name}" has no host "${host}"`, {
      fix:
        didYouMean(host, Object.keys(state.hosts)) ?? `its hosts are ${Object.keys(state.hosts).join(', ')}`,
    });
  }
  return inherit(['ssh', '-F', join(state.directory, 'ssh_config'), host, ...words]);
}

/**
 * Runs a command line in this process's place as nearly as Node allows: same terminal, signals passed on,
 * 128+n when a signal ended it.
 */
export async function inherit(words: readonly string[]): Promise<number> {
  const child = spawn(words[0]!, words.slice(1), { stdio: 'inherit' });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGHUP'];
  // The terminal sends Ctrl-C to both processes: the child alone decides what it means.
  const ignore = () => undefined;
  for (const signal of signals) process.on(signal, pass);
  process.on('SIGINT', ignore);
  try {
    return await new Promise<number>((done, failed) => {
      child.once('error', failed);
      child.once('exit', (code, signal) => done(code ?? 128 + constants.signals[signal!]));
    });
  } finally {
    for (const signal of signals) process.off(signal, pass);
    process.off('SIGINT', ignore);
  }
}
