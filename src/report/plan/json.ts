import type { HostSurvey, Survey, SurveyedTask, TaskPlan } from './survey.js';
import { counts, type Wording } from './text.js';

/**
 * A survey for programs: `{version, kind, playbooks, hosts, summary, interrupted}`. A host has `operations` in their
 * order (`line`, `difference`, `disruptive`, `interrupts`, `task`, `owner`, `netns`, `refused`), `drift`, `capabilities`,
 * `other` changed tasks, `unknown` ones, `failed` ones and `unreachable`. Later versions only add keys.
 */
export function surveyJson(survey: Survey, wording: Wording): string {
  const { operations, disruptive, drift } = counts(survey.hosts.values());
  const hosts = [...survey.hosts.values()];
  const summary = {
    hosts: hosts.length,
    operations,
    disruptive,
    differences: drift,
    other: hosts.reduce((sum, host) => sum + host.others.length, 0),
    failed: hosts.filter((host) => host.failures.length > 0).length,
    unreachable: hosts.filter((host) => host.unreachable !== undefined).length,
  };
  const document = {
    version: 1,
    kind: wording,
    playbooks: survey.playbooks,
    hosts: Object.fromEntries([...survey.hosts].map(([name, host]) => [name, hostFields(host)])),
    summary,
    interrupted: survey.interrupted,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function hostFields(host: HostSurvey): Record<string, unknown> {
  return {
    operations: host.plans.flatMap(operationFields),
    drift: host.plans.flatMap((plan) => plan.drift),
    capabilities: [...new Set(host.plans.flatMap((plan) => plan.capabilities))],
    other: host.others.map(taskFields),
    unknown: host.unknown.map(taskFields),
    failed: host.failures.map(({ task, message }) => ({ ...taskFields(task), message })),
    unreachable: host.unreachable ?? null,
  };
}

function operationFields({ task, owner, netns, refused, changes }: TaskPlan): Record<string, unknown>[] {
  return changes.map((change) => ({
    ...change,
    task: task.name,
    owner,
    netns,
    refused: refused && change.disruptive,
  }));
}

function taskFields({ name, action, handler, items, at }: SurveyedTask): Record<string, unknown> {
  return { task: name, action, handler, items, at };
}
