import { fail } from '../../../diag/diagnostic.js';
import { defineModule } from '../../../module/define.js';
import { errorText, outputText } from '../../../module/output.js';
import { blankLink } from '../../../net/object/blank.js';
import { keyOf } from '../../../net/object/key.js';
import type { LinkObject, NetObject } from '../../../net/object/types.js';
import type { Effect } from '../../../net/plan/effects.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import type { Dict } from '../../../value/types.js';
import { lacking } from '../probe/shellPieces.js';
import { foresee } from '../state/foreseen.js';
import { ledgerPath } from '../state/ledgerFile.js';
import { applySteps, type Step, stepLines } from './steps.js';

interface Current {
  readonly exists: boolean;
  readonly loopbackUp: boolean;
  readonly sysctls: ReadonlyMap<string, string>;
  readonly processes: readonly number[];
}

/** Manages a network namespace. */
export const netns = defineModule({
  name: 'meshwright.net.netns',
  doc: {
    short: 'Creates, configures and removes a network namespace',
    description:
      'A namespace as `ip netns` keeps them, with its loopback device up and kernel parameters of its own.',
    examples: `- meshwright.net.netns:
    name: router
    sysctls: {net.ipv4.ip_forward: 1}
- meshwright.net.netns:
    name: router
    state: absent
`,
    returns: { operations: 'One line for each change, in order.' },
  },
  args: {
    name: { required: true, description: 'Name of the namespace.' },
    state: { choices: ['present', 'absent'], default: 'present', description: 'Whether it exists.' },
    loopback: { type: 'bool', default: true, description: 'Set its loopback device up.' },
    sysctls: {
      type: 'dict',
      default: {},
      description: 'Kernel parameters inside it, `net.…` only: others are not of a namespace.',
    },
    processes: {
      choices: ['refuse', 'kill'],
      default: 'refuse',
      description: 'With `absent`: what happens when programs still run in it.',
    },
  },
  check: 'full',

  async probe(args, ctx): Promise<Current> {
    namespaceName(args.name);
    const paths = wantedSysctls(args.sysctls).map(({ path }) => path);
    const result = await ctx.host.run(probeScript(args.name, paths), { repeatable: true });
    if (result.rc !== 0)
      fail('netns', `network namespaces cannot be read: ${errorText(result)}`, { span: ctx.span });
    const lines = outputText(result).split('\n');
    const values = lines.flatMap((line) => {
      const match = /^sysctl (\S+) (.*)$/.exec(line);
      return match ? [[match[1]!, match[2]!.trim()] as const] : [];
    });
    const exists = lines.includes('exists');
    if (!exists && args.state === 'present') foresee(ctx, args.name, madeWith(args));
    return {
      exists,
      loopbackUp: lines.includes('loopback'),
      sysctls: new Map(values),
      processes: lines.flatMap((line) => (/^pid \d+$/.test(line) ? [Number(line.slice(4))] : [])),
    };
  },

  decide(args, current) {
    const { exists, processes } = current;
    if (args.state === 'absent') {
      if (exists && processes.length > 0 && args.processes === 'refuse') {
        const failed = `programs run in network namespace ${args.name} (pids ${processes.join(', ')}): end them, or set processes: kill`;
        return { changed: false, work: [], failed };
      }
      return decideSteps(exists ? removal(args.name, processes) : []);
    }
    const steps: Step[] = [];
    if (!exists)
      steps.push({
        line: `create network namespace ${args.name}`,
        script: sh`rm -f ${ledgerPath(args.name)} && ip netns add ${args.name}`,
      });
    if (args.loopback && !current.loopbackUp)
      steps.push({ line: `set lo up in ${args.name}`, script: sh`ip -n ${args.name} link set lo up` });
    for (const { name, path, value } of wantedSysctls(args.sysctls)) {
      const found = current.sysctls.get(path);
      if (found === value) continue;
      const from = found === undefined ? '' : ` from ${found}`;
      steps.push({
        line: `set ${name} in ${args.name}${from} to ${value}`,
        script: sh`ip netns exec ${args.name} sh -c 'printf "%s\\n" "$2" >"/proc/sys/$1"' - ${path} ${value}`,
      });
    }
    return decideSteps(steps);
  },

  apply: (_args, steps, ctx) => applySteps(ctx, steps),
});

/** What a new namespace has beside the kernel's defaults, for the tasks after it in a check. */
function madeWith({ loopback, sysctls }: { loopback: boolean; sysctls: Dict }): Effect[] {
  const lo: LinkObject = { ...blankLink('lo'), up: true, mtu: 65536, address: '00:00:00:00:00:00' };
  const settings = wantedSysctls(sysctls).map(
    ({ path: name, value }): NetObject => ({ kind: 'sysctl', name, value }),
  );
  return [...(loopback ? [lo] : []), ...settings].map((after) => ({
    key: keyOf(after),
    before: undefined,
    after,
  }));
}

function decideSteps(steps: readonly Step[]) {
  return { changed: steps.length > 0, work: steps, ...stepLines(steps) };
}

function removal(name: string, processes: readonly number[]): Step[] {
  const steps: Step[] = [];
  if (processes.length > 0) {
    steps.push({
      line: `end ${processes.length} programs in ${name}`,
      // Only those that are still in the namespace: a pid may have gone to somebody else meanwhile.
      script: sh`for s in TERM KILL; do p=$(ip netns pids ${name}); [ -z "$p" ] || { kill -$s $p; sleep 1; }; done 2>/dev/null; [ -z "$(ip netns pids ${name})" ]`,
    });
  }
  // a later namespace of this name is another one
  const script = sh`ip netns del ${name} && rm -f ${ledgerPath(name)}`;
  steps.push({ line: `remove network namespace ${name}`, script });
  return steps;
}

function probeScript(name: string, paths: readonly string[]): Sh {
  const values = paths.map(
    (path) => sh`printf 'sysctl %s %s\\n' ${path} "$(cat ${`/proc/sys/${path}`} 2>/dev/null | tr '\\t' ' ')"`,
  );
  const inside = joinSh(
    [sh`ip -o link show lo | grep -q '[<,]UP[,>]' && echo loopback`, ...values, sh`:`],
    '\n',
  );
  return joinSh(
    [
      sh`command -v ip >/dev/null || ${lacking('iproute2')}`,
      sh`ip netns list | sed 's/ .*//' | grep -q -x -F -e ${name} || exit 0`,
      sh`echo exists; ip netns exec ${name} sh -c ${inside.text} && ip netns pids ${name} | sed 's/^/pid /'`,
    ],
    '\n',
  );
}

/** Checks a name of a namespace: it is a file's name. Throws a DiagnosticError. */
export function namespaceName(name: string): string {
  if (/[/\s]/.test(name) || name === '' || name === '.' || name === '..' || Buffer.byteLength(name) > 255)
    fail('netns-name', `"${name}" is no name for a network namespace: no blanks and no "/"`);
  return name;
}

interface Sysctl {
  readonly name: string;
  /** Below /proc/sys. */
  readonly path: string;
  readonly value: string;
}

/** Names with dots, or with slashes where a device's name holds a dot. */
function wantedSysctls(sysctls: Dict): Sysctl[] {
  return [...sysctls].map(([key, given]) => {
    const name = String(key);
    const path = name.includes('/') ? name : name.replaceAll('.', '/');
    if (!path.startsWith('net/') || path.split('/').includes('..') || /\s/.test(path)) {
      fail('netns-sysctl', `${name} is not a kernel parameter of a network namespace`, {
        fix: 'only those below net. are',
      });
    }
    const value = typeof given === 'boolean' ? String(Number(given)) : String(given).trim();
    return { name, path, value: value.replaceAll(/\s+/g, ' ') };
  });
}
