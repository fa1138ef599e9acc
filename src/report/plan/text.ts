import type { PlannedChange } from '../../events/events.js';
import type { Paint } from '../palette.js';
import type { HostSurvey, Survey, SurveyedTask, TaskPlan } from './survey.js';

/** How a survey is worded: as what a run would do, or as what is not as declared now. */
export type Wording = 'plan' | 'drift';

/** A survey for people: each host with its ordered changes, then the other changed tasks, then the sums. */
export function surveyText(survey: Survey, wording: Wording, paint: Paint): string {
  const hosts = [...survey.hosts].flatMap(([name, host]) => [...hostLines(name, host, wording, paint), '']);
  return `${[...hosts, sumLine(survey, wording)].join('\n')}\n`;
}

function hostLines(name: string, host: HostSurvey, wording: Wording, paint: Paint): string[] {
  const body = [
    ...host.plans.flatMap((plan) => planLines(plan, wording, paint)),
    ...tasksUnder(wording === 'plan' ? 'other changes' : 'other differences', host.others),
    ...(wording === 'plan' ? tasksUnder('known only in the run', host.unknown) : []),
    ...host.failures.flatMap(({ task, message }) => [
      `  ${paint(`failed: ${label(task)}`, 'error')}`,
      ...message.split('\n').map((line) => `      ${line}`),
    ]),
    ...(host.unreachable === undefined ? [] : [`  ${paint('unreachable', 'error')}: ${host.unreachable}`]),
  ];
  return [paint(`${name}: ${headline(host, wording)}`, headRole(host)), ...body];
}

function headRole({ plans, others, failures, unreachable }: HostSurvey): 'ok' | 'changed' | 'error' {
  if (failures.length > 0 || unreachable !== undefined) return 'error';
  return plans.length + others.length > 0 ? 'changed' : 'ok';
}

function headline(host: HostSurvey, wording: Wording): string {
  const { operations, disruptive, drift } = counts([host]);
  const parts =
    wording === 'plan'
      ? [
          operations > 0 && plural(operations, 'operation'),
          disruptive > 0 && `${disruptive} of them disruptive`,
          host.others.length > 0 && plural(host.others.length, 'other change'),
        ]
      : [
          drift > 0 && plural(drift, 'difference'),
          host.others.length > 0 && plural(host.others.length, 'other difference'),
        ];
  const said = parts.filter((part) => part !== false);
  if (said.length > 0) return said.join(', ');
  if (host.unreachable !== undefined || host.failures.length > 0) return 'incomplete';
  return wording === 'plan' ? 'nothing to change' : 'as declared';
}

function planLines(plan: TaskPlan, wording: Wording, paint: Paint): string[] {
  const about = [plan.owner && `owner ${plan.owner}`, plan.netns && `namespace ${plan.netns}`].filter(
    Boolean,
  );
  const lines =
    wording === 'plan' ? plan.changes.map((change) => changeLine(change, paint)) : differences(plan);
  const drift =
    wording === 'plan'
      ? plan.drift.map((line) => `    = ${line}; left alone`)
      : plan.drift.map((line) => `    ${line}`);
  return [
    `  ${label(plan.task)}${about.length > 0 ? ` (${about.join(', ')})` : ''}`,
    ...lines,
    ...drift,
    ...plan.capabilities.map((line) => `    ${paint(line, 'warn')}`),
    ...(plan.refused && wording === 'plan'
      ? [
          `    ${paint('the run refuses the disruptive operations; allow them with disruptive: allow', 'warn')}`,
        ]
      : []),
  ];
}

function differences(plan: TaskPlan): string[] {
  return plan.changes.flatMap(({ difference }) => (difference === '' ? [] : [`    ${difference}`]));
}

function changeLine({ line, disruptive, interrupts }: PlannedChange, paint: Paint): string {
  if (!disruptive) return `    ${line}`;
  const cut = interrupts.length > 0 ? `disruptive: interrupts ${interrupts.join(', ')}` : 'disruptive';
  return `  ${paint('!', 'error')} ${line}  ${paint(`[${cut}]`, 'error')}`;
}

function tasksUnder(title: string, tasks: readonly SurveyedTask[]): string[] {
  return tasks.length === 0 ? [] : [`  ${title}`, ...tasks.map((task) => `    ${label(task)}`)];
}

/** `role : task`, with what tells its items apart. */
function label({ name, handler, items }: SurveyedTask): string {
  const shown =
    items.length <= 3 ? items.join(', ') : `${items.slice(0, 3).join(', ')} and ${items.length - 3} more`;
  return `${handler ? 'handler ' : ''}${name}${items.length > 0 ? ` [${shown.replaceAll('\n', ' ')}]` : ''}`;
}

/** Sums of a survey. */
interface Counts {
  readonly operations: number;
  readonly disruptive: number;
  /** Sentences about the network that drift shows. */
  readonly drift: number;
}

export function counts(hosts: Iterable<HostSurvey>): Counts {
  const plans = [...hosts].flatMap((host) => host.plans);
  const changes = plans.flatMap((plan) => plan.changes);
  const left = plans.reduce((sum, plan) => sum + plan.drift.length, 0);
  return {
    operations: changes.length,
    disruptive: changes.filter(({ disruptive }) => disruptive).length,
    drift: changes.filter(({ difference }) => difference !== '').length + left,
  };
}

function sumLine(survey: Survey, wording: Wording): string {
  const hosts = [...survey.hosts.values()];
  const { operations, disruptive, drift } = counts(hosts);
  const others = hosts.reduce((sum, host) => sum + host.others.length, 0);
  const failed = hosts.filter((host) => host.failures.length > 0).length;
  const unreachable = hosts.filter((host) => host.unreachable !== undefined).length;
  const on = `on ${plural(hosts.length, 'host')}`;
  const parts = [
    wording === 'plan'
      ? `${plural(operations, 'operation')} ${on}, ${disruptive} disruptive`
      : `${plural(drift, 'difference')} ${on}`,
    others > 0 && `${plural(others, wording === 'plan' ? 'other change' : 'other difference')}`,
    failed > 0 && `${plural(failed, 'host')} failed`,
    unreachable > 0 && `${plural(unreachable, 'host')} unreachable`,
    survey.interrupted && 'interrupted',
  ];
  return `${wording === 'plan' ? 'Plan' : 'Drift'}: ${parts.filter((part) => part !== false).join('; ')}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
