import type { Decision } from '../../module/types.js';
import { type Sh, sh } from '../../shell/sh.js';
import type { Step } from './steps.js';
import type { WantedState } from './unit.js';

/** A service of OpenRC or of System V init scripts. */
export interface InitState {
  readonly manager: 'openrc' | 'sysvinit';
  readonly exists: boolean;
  readonly running: boolean;
  readonly enabled: boolean;
  /** Tool that links a System V script into runlevels. */
  readonly linker: string;
}

interface InitWish {
  readonly name: string;
  readonly state?: WantedState;
  readonly enabled?: boolean | undefined;
  readonly runlevels: readonly string[];
  /** Words after the verb. */
  readonly arguments: string | undefined;
  /** Seconds between stop and start of a restart. */
  readonly sleep: number | undefined;
  /** Text in the process list that tells a running service without a status command. */
  readonly pattern: string | undefined;
}

/** Reads a service of OpenRC: exists, runs, runlevels. */
export function openrcProbe(name: string): Sh {
  return sh`rc-service --exists ${name}; printf '%s\\036' $?
rc-service ${name} status >/dev/null 2>&1; printf '%s\\036' $?
rc-update show 2>/dev/null; printf '\\036'`;
}

/** Reads a System V service: its script, what \`status\` says, its start links, the linking tool. */
export function sysvProbe(name: string, pattern: string | undefined): Sh {
  const script = `/etc/init.d/${name}`;
  const status =
    pattern === undefined
      ? sh`${script} status 2>&1`
      : sh`ps -A -o args 2>/dev/null | grep -v grep | grep -F -- ${pattern}`;
  return sh`[ -x ${script} ]; printf '%s\\036' $?
${status}; printf '\\036%s\\036' $?
for f in /etc/rc[2345S].d/S??${name} /etc/rc.d/S??${name} /etc/rc.d/rc[2345].d/S??${name}; do [ -e "$f" ] && { printf on; break; }; done
printf '\\036'
for f in update-rc.d chkconfig; do command -v $f >/dev/null 2>&1 && { printf %s $f; break; }; done
printf '\\036'`;
}

/** Reads the output of openrcProbe. */
export function parseOpenrc(text: string, wish: InitWish): InitState {
  const [exists, status, show = ''] = text.split('\x1e');
  const line = show.split('\n').find((entry) => entry.split('|')[0]?.trim() === wish.name);
  const levels = (line?.split('|')[1] ?? '').trim().split(/\s+/);
  return {
    manager: 'openrc',
    exists: exists === '0',
    running: status === '0',
    enabled: wish.runlevels.every((level) => levels.includes(level)),
    linker: 'rc-update',
  };
}

/** Reads the output of sysvProbe. Scripts that exit 0 although stopped are told by their words. */
export function parseSysv(text: string): InitState {
  const [exists, words = '', rc, links, linker = ''] = text.split('\x1e');
  const denied = /\b(not running|is stopped|stopped|dead)\b/i.test(words);
  return {
    manager: 'sysvinit',
    exists: exists === '0',
    running: rc === '0' && !denied,
    enabled: links === 'on',
    linker,
  };
}

/** The commands that bring an init script's service to the wanted state. */
export function decideInit(wish: InitWish, current: InitState): Decision<Step[]> {
  const { name } = wish;
  if (!current.exists)
    return { changed: false, work: [], failed: `Could not find the requested service ${name}: host` };
  const steps: Step[] = [];
  const call = (verb: string): Sh => {
    const extra = wish.arguments === undefined ? [] : wish.arguments.trim().split(/\s+/);
    return current.manager === 'openrc'
      ? sh`rc-service ${name} ${verb} ${extra}`
      : sh`${`/etc/init.d/${name}`} ${verb} ${extra} >/dev/null 2>&1`;
  };
  const add = (verb: string, command: Sh): void =>
    void steps.push({ command, doing: `${verb} service ${name}` });
  if (wish.enabled !== undefined && wish.enabled !== current.enabled) {
    const verb = wish.enabled ? 'enable' : 'disable';
    const command = linkCommand(wish, current, wish.enabled);
    if (command === undefined)
      return {
        changed: false,
        work: [],
        failed: `cannot ${verb} service ${name}: the target has neither update-rc.d nor chkconfig`,
      };
    add(verb, command);
  }
  if (wish.state === 'stopped' && current.running) add('stop', call('stop'));
  else if (wish.state !== undefined && wish.state !== 'stopped' && !current.running)
    add('start', call('start'));
  else if (wish.state === 'reloaded') add('reload', call('reload'));
  else if (wish.state === 'restarted' && wish.sleep !== undefined) {
    add('stop', call('stop'));
    add('start', sh`{ sleep ${wish.sleep}; ${call('start')}; }`);
  } else if (wish.state === 'restarted') add('restart', call('restart'));
  const state = wish.state === undefined ? undefined : wish.state === 'stopped' ? 'stopped' : 'started';
  return { changed: steps.length > 0, work: steps, result: { name, state, enabled: wish.enabled } };
}

function linkCommand(wish: InitWish, current: InitState, enabled: boolean): Sh | undefined {
  const { name, runlevels } = wish;
  if (current.manager === 'openrc') return sh`rc-update ${enabled ? 'add' : 'delete'} ${name} ${runlevels}`;
  if (current.linker === 'chkconfig')
    return enabled ? sh`{ chkconfig --add ${name} && chkconfig ${name} on; }` : sh`chkconfig ${name} off`;
  if (current.linker === 'update-rc.d') {
    return enabled
      ? sh`{ update-rc.d ${name} defaults && update-rc.d ${name} enable; }`
      : sh`update-rc.d ${name} disable`;
  }
  return undefined;
}
