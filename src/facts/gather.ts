import { type ExecResult, FrameTimeout, type RunOptions } from '../session/types.js';
import type { Sh } from '../shell/sh.js';
import { fromJs } from '../value/convert.js';
import { Dict } from '../value/types.js';
import { deviceFacts } from './devices.js';
import { distributionFacts, type Facts } from './distribution.js';
import { hardwareFacts } from './hardware.js';
import { localFacts } from './local.js';
import { mounts } from './mounts.js';
import { networkFacts } from './network.js';
import { type ProbeOutput, parseProbeOutput } from './output.js';
import { packageManager, platformFacts, pythonFacts, serviceManager } from './platform.js';
import { mountScript, probeScript } from './script.js';
import { selectedCollectors } from './subsets.js';
import * as system from './system.js';
import { virtualFacts } from './virtual.js';

/** Where the probes run: a shell of a session, or a module's host. */
interface FactHost {
  run(script: Sh, options?: RunOptions): Promise<ExecResult>;
}

interface GatherOptions {
  /** Default `all`. */
  readonly subset?: readonly string[];
  /** Seconds that mounted file systems may take. Default 10. */
  readonly timeout?: number;
  /** Shell-style patterns of fact names, with or without `ansible_`; none means all. */
  readonly filter?: readonly string[];
  /** Directory of local facts. Default /etc/ansible/facts.d. */
  readonly factPath?: string;
  readonly warn?: (text: string) => void;
}

/**
 * Gathers facts in one frame (mounted file systems in a second one, sent at the same time) and returns them by
 * their `ansible_*` names. Throws a DiagnosticError for an unknown subset.
 */
export async function gatherFacts(host: FactHost, options: GatherOptions = {}): Promise<Dict> {
  const subset = options.subset ?? ['all'];
  const chosen = selectedCollectors(subset);
  const factPath = options.factPath ?? '/etc/ansible/facts.d';
  const warn = options.warn ?? (() => {});
  const script = probeScript({
    network: ['network', 'iscsi', 'nvme', 'fibre_channel_wwn'].some((name) => chosen.has(name)),
    hardware: chosen.has('hardware'),
    virtual: chosen.has('virtual'),
    local: chosen.has('local'),
    lsb: chosen.has('lsb'),
    python: chosen.has('python') || chosen.has('platform'),
    caps: chosen.has('caps'),
    factPath,
  });
  const [result, mountText] = await Promise.all([
    host.run(script, { repeatable: true }),
    chosen.has('hardware') ? readMounts(host, options.timeout ?? 10, warn) : undefined,
  ]);
  const probe = parseProbeOutput(result.stdout.toString('utf8'));
  const facts = collect(chosen, probe, mountText);
  const named = new Dict();
  for (const [name, value] of Object.entries(facts)) {
    if (value !== undefined) named.set(`ansible_${name}`, fromJs(value));
  }
  if (chosen.has('local')) named.set('ansible_local', localFacts(probe, warn));
  named.set('gather_subset', [...subset]);
  named.set('module_setup', true);
  return filtered(named, options.filter ?? []);
}

function collect(chosen: ReadonlySet<string>, probe: ProbeOutput, mountText: string | undefined): Facts {
  const distribution = distributionFacts(probe);
  const { python_version: pythonVersion, ...python } = pythonFacts(probe);
  const parts: readonly (readonly [collector: string, facts: () => Facts])[] = [
    ['platform', () => ({ ...platformFacts(probe), python_version: pythonVersion })],
    ['distribution', () => distribution],
    ['lsb', () => ({ lsb: system.lsb(probe) })],
    ['selinux', () => system.selinuxFacts(probe)],
    ['apparmor', () => system.apparmor(probe)],
    ['fips', () => system.fips(probe)],
    ['chroot', () => ({ is_chroot: system.isChroot(probe) })],
    ['python', () => python],
    ['caps', () => system.capabilities(probe)],
    ['pkg_mgr', () => ({ pkg_mgr: packageManager(probe, distribution) })],
    ['service_mgr', () => ({ service_mgr: serviceManager(probe) })],
    [
      'cmdline',
      () => ({ cmdline: system.commandLine(probe, false), proc_cmdline: system.commandLine(probe, true) }),
    ],
    ['date_time', () => ({ date_time: system.dateTime(probe) })],
    ['env', () => ({ env: system.environment(probe) })],
    ['loadavg', () => ({ loadavg: system.loadAverage(probe) })],
    ['ssh_pub_keys', () => system.hostKeys(probe)],
    ['user', () => system.userFacts(probe)],
    ['virtual', () => virtualFacts(probe)],
    [
      'hardware',
      () => ({
        ...hardwareFacts(probe),
        ...deviceFacts(probe),
        ...(mountText !== undefined && { mounts: mounts(mountText, probe) }),
      }),
    ],
    ['dns', () => ({ dns: system.dns(probe) })],
    ['network', () => networkFacts(probe)],
  ];
  return Object.assign(
    {},
    ...parts.filter(([name]) => chosen.has(name)).map(([, facts]) => facts()),
  ) as Facts;
}

async function readMounts(
  host: FactHost,
  seconds: number,
  warn: (text: string) => void,
): Promise<string | undefined> {
  try {
    const result = await host.run(mountScript, { repeatable: true, timeoutMs: seconds * 1000 });
    return result.stdout.toString('utf8');
  } catch (error) {
    if (!(error instanceof FrameTimeout)) throw error;
    warn('No mount facts were gathered due to timeout.');
    return undefined;
  }
}

function filtered(facts: Dict, patterns: readonly string[]): Dict {
  const wanted = patterns.filter((pattern) => pattern !== '' && pattern !== '*');
  if (wanted.length === 0) return facts;
  const tests = wanted.map((pattern) =>
    globPattern(/^(ansible_|facter|ohai)/.test(pattern) ? pattern : `ansible_${pattern}`),
  );
  return new Dict([...facts].filter(([name]) => tests.some((test) => test.test(String(name)))));
}

function globPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  return new RegExp(`^${source}$`);
}
