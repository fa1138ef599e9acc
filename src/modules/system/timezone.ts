import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';
import { dumps } from '../../value/json.js';
import { Dict } from '../../value/types.js';

interface Clock {
  /** Name of the zone; `n/a` when the target does not say. */
  readonly name: string;
  /** What the clock of the hardware shows. */
  readonly hwclock: string;
  /** The target knows the zone asked for. */
  readonly known: boolean;
}

const ZONES = '/usr/share/zoneinfo';

/** Sets the time zone. */
export const timezone = defineModule({
  name: 'community.general.timezone',
  doc: {
    short: 'Sets the time zone, and what the hardware clock shows',
    examples: '- community.general.timezone:\n    name: Europe/Prague\n',
  },
  args: {
    name: { description: 'Zone, such as `Europe/Prague`.' },
    hwclock: { choices: ['local', 'UTC'], aliases: ['rtc'], description: 'Time of the hardware clock.' },
  },
  rules: { required_one_of: [['hwclock', 'name']] },
  check: 'full',

  async probe(args, ctx): Promise<Clock> {
    const zone = `${ZONES}/${args.name ?? ''}`;
    const result = await ctx.host.run(
      sh`readlink /etc/localtime; printf '\\036'; cat /etc/timezone 2>/dev/null; printf '\\036'
sed -n 3p /etc/adjtime 2>/dev/null; printf '\\036'; [ -f ${zone} ] && echo known; :`,
      { repeatable: true },
    );
    const [link = '', file = '', clock = '', known = ''] = result.stdout
      .toString('utf8')
      .split('\x1e')
      .map((part) => part.trim());
    const linked = /zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(link)?.[1];
    return {
      name: linked ?? (file || 'n/a'),
      hwclock: clock === 'LOCAL' ? 'local' : 'UTC',
      known: known === 'known',
    };
  },

  decide(args, clock): Decision<Sh> {
    const before: Record<string, string> = {};
    const after: Record<string, string> = {};
    const steps: Sh[] = [];
    if (args.name !== undefined) {
      before.name = clock.name;
      after.name = args.name;
      if (!clock.known) {
        const failed = `given timezone "${args.name}" is not available: ${ZONES} has no such file (is tzdata installed?)`;
        return { changed: false, failed, work: sh`` };
      }
      if (clock.name !== args.name) steps.push(setZone(args.name));
    }
    if (args.hwclock !== undefined) {
      before.hwclock = clock.hwclock;
      after.hwclock = args.hwclock;
      if (clock.hwclock !== args.hwclock) steps.push(setHardwareClock(args.hwclock === 'local'));
    }
    const text = (values: Record<string, string>): string => `${dumps(Dict.of(values))}\n`;
    return {
      changed: steps.length > 0,
      work: joinSh(steps, '\n'),
      diff: steps.length > 0 ? [{ before: text(before), after: text(after) }] : [],
    };
  },

  async apply(_args, script, ctx): Promise<Applied> {
    const result = await ctx.host.run(script);
    return result.rc === 0 ? {} : commandFailure('cannot set the time zone', result);
  },
});

/** Without a running systemd the link is made by hand; Debian's file is kept in step where it is used. */
function setZone(name: string): Sh {
  return sh`if [ -d /run/systemd/system ] && command -v timedatectl >/dev/null 2>&1; then
  timedatectl set-timezone ${name} || exit $?
else
  ln -snf -- ${`${ZONES}/${name}`} /etc/localtime || exit $?
fi
[ ! -e /etc/timezone ] || printf '%s\\n' ${name} >/etc/timezone || exit $?`;
}

function setHardwareClock(local: boolean): Sh {
  const [flag, word] = local ? ['1', 'LOCAL'] : ['0', 'UTC'];
  return sh`if [ -d /run/systemd/system ] && command -v timedatectl >/dev/null 2>&1; then
  timedatectl set-local-rtc ${flag} || exit $?
else
  { head -n 2 /etc/adjtime 2>/dev/null || printf '0.0 0 0.0\\n0\\n'; printf '%s\\n' ${word}; } >/etc/adjtime.new &&
    mv -f /etc/adjtime.new /etc/adjtime || exit $?
fi`;
}
