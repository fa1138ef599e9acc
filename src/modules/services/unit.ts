import type { Decision, Returned } from '../../module/types.js';
import { type Sh, sh } from '../../shell/sh.js';
import { Dict } from '../../value/types.js';
import type { Step } from './steps.js';

export type WantedState = 'started' | 'stopped' | 'restarted' | 'reloaded' | undefined;

/** What a task wants of a systemd unit. */
interface UnitWish {
  readonly name: string | undefined;
  readonly state?: WantedState;
  readonly enabled?: boolean | undefined;
  readonly masked?: boolean | undefined;
  /** Options of every systemctl call: `--user`, `--no-block`. */
  readonly options: readonly string[];
}

/** A systemd unit as it is. */
export interface UnitState {
  /** Properties of `systemctl show`; empty when systemd does not answer. */
  readonly properties: ReadonlyMap<string, string>;
  /** First word of `systemctl is-enabled`. */
  readonly enabledWord: string;
  readonly enabledRc: number;
  /** There is an init script of that name. */
  readonly initScript: boolean;
  readonly initEnabled: boolean;
  /** What systemctl said when it could not show the unit. */
  readonly problem: string;
}

/** Reads a unit's properties and whether it starts at boot; fields end with byte 30. */
export function unitProbe(name: string, options: readonly string[]): Sh {
  const systemctl = sh`systemctl ${options}`;
  return sh`${systemctl} show ${name} 2>&1; printf '\\036'
${systemctl} is-enabled ${name} -l 2>/dev/null; printf '\\036%s\\036' $?
[ -x ${`/etc/init.d/${name}`} ] && printf init
for f in /etc/rc?.d/S??${name}; do [ -e "$f" ] && { printf ' on'; break; }; done
printf '\\036'`;
}

/** Reads the output of unitProbe. */
export function parseUnit(text: string): UnitState {
  const [show = '', enabled = '', rc = '', init = ''] = text.split('\x1e');
  const properties = parseProperties(show);
  return {
    properties,
    enabledWord: enabled.trim(),
    enabledRc: Number(rc || 1),
    initScript: init.includes('init'),
    initEnabled: init.includes(' on'),
    problem: properties.has('ActiveState') ? '' : show.trim(),
  };
}

/** `Key=value` lines; a value in braces may hold several lines. */
function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  let open: string | undefined;
  for (const line of text.split('\n')) {
    if (open !== undefined) {
      properties.set(open, `${properties.get(open)}\n${line}`);
      if (line.trimEnd().endsWith('}')) open = undefined;
      continue;
    }
    const match = /^([A-Za-z]\w*)=(.*)$/.exec(line);
    if (!match) continue;
    properties.set(match[1]!, match[2]!.trim());
    if (
      match[1]!.startsWith('Exec') &&
      match[2]!.trimStart().startsWith('{') &&
      !match[2]!.trimEnd().endsWith('}')
    )
      open = match[1];
  }
  return properties;
}

/** The commands that bring a unit to the wanted state. */
export function decideUnit(wish: UnitWish, current: UnitState | undefined): Decision<Step[]> {
  const status = new Dict(current ? [...current.properties] : []);
  const result: Record<string, Returned[string]> = { name: wish.name ?? null, status };
  if (wish.name === undefined || current === undefined) return { changed: false, work: [], result };
  const load = current.properties.get('LoadState');
  const enabledWords = /^(enabled|linked|masked|static|indirect|disabled|generated|transient)/;
  const found =
    (load !== undefined && load !== 'not-found') ||
    current.initScript ||
    (load === undefined && enabledWords.test(current.enabledWord));
  const refusal = refuse(wish, current, found);
  if (refusal !== undefined) return { changed: false, work: [], failed: refusal };
  const steps: Step[] = [];
  const add = (verb: string, mayFail = false): void => {
    steps.push({
      command: sh`systemctl ${wish.options} ${verb} ${wish.name!}`,
      doing: `${verb} service ${wish.name}`,
      mayFail,
    });
  };
  if (wish.masked !== undefined && wish.masked !== (current.enabledWord === 'masked'))
    // systemd masks no unit whose file is in /etc; for Ansible's module that is a change all the same.
    add(wish.masked ? 'mask' : 'unmask', found);
  if (wish.enabled !== undefined) {
    if (wish.enabled !== isEnabled(current)) add(wish.enabled ? 'enable' : 'disable');
    result.enabled = wish.enabled;
  }
  if (wish.state !== undefined) {
    const verb = stateVerb(wish.state, current);
    if (verb !== undefined) add(verb);
    result.state = wish.state === 'stopped' ? 'stopped' : 'started';
  }
  return { changed: steps.length > 0, work: steps, result };
}

function refuse(wish: UnitWish, current: UnitState, found: boolean): string | undefined {
  const { properties } = current;
  if (properties.get('LoadState') === 'error') {
    return `Error loading unit file '${wish.name}': ${properties.get('LoadError') ?? 'see systemctl status'}`;
  }
  if (!found && (wish.state !== undefined || wish.enabled !== undefined))
    return `Could not find the requested service ${wish.name}: host`;
  if (wish.state !== undefined && !properties.has('ActiveState')) {
    return `systemd does not answer on the target: ${current.problem || 'systemctl printed nothing'}`;
  }
  return undefined;
}

function isEnabled(current: UnitState): boolean {
  if (current.enabledRc === 0) return current.enabledWord !== 'indirect' && current.enabledWord !== 'alias';
  return current.initScript && !current.enabledWord.endsWith('disabled') && current.initEnabled;
}

function stateVerb(state: NonNullable<WantedState>, current: UnitState): string | undefined {
  const active = current.properties.get('ActiveState') ?? '';
  const running = active === 'active' || active === 'activating';
  if (state === 'stopped') return running || active === 'deactivating' ? 'stop' : undefined;
  if (!running) return 'start';
  return state === 'started' ? undefined : state.slice(0, -2);
}
