import type { ChainObject, Jump } from '../object/types.js';
import type { Step } from './step.js';

/** Lines of a restore file (loaded with --noflush) that turn one state of an own chain into another. */
export function chainSteps(before: ChainObject | undefined, after: ChainObject | undefined): Step[] {
  const chain = after ?? before;
  if (chain === undefined) return [];
  const { tool, table, name } = chain;
  const lines: string[] = [];
  const same = (a: Jump, b: Jump): boolean =>
    a.from === b.from && a.position === b.position && a.match === b.match;
  const kept = (after?.jumps ?? []).filter((jump) => before?.jumps.some((old) => same(old, jump)));
  const dropped = (before?.jumps ?? []).filter((old) => !kept.some((jump) => same(old, jump)));
  const added = (after?.jumps ?? []).filter((jump) => !kept.includes(jump));
  const content = (of: ChainObject): string => [of.policy, ...of.rules].join('\n');
  if (after && (before === undefined || content(before) !== content(after))) {
    lines.push(`:${name} ${after.policy}${tool === 'iptables' || tool === 'ip6tables' ? ' [0:0]' : ''}`);
    if (before !== undefined) lines.push(`-F ${name}`);
    lines.push(...after.rules.map((rule) => `-A ${name} ${rule}`));
  }
  for (const jump of dropped) lines.push(`-D ${jump.from} ${jumpText(jump, name)}`);
  // the last one inserted stands first
  for (const jump of added.toReversed()) {
    if (jump.position === 'first') lines.push(`-I ${jump.from} ${jumpText(jump, name)}`);
  }
  for (const jump of added) {
    if (jump.position === 'last') lines.push(`-A ${jump.from} ${jumpText(jump, name)}`);
  }
  if (after === undefined) lines.push(`-F ${name}`, `-X ${name}`);
  return lines.map((line) => ({ tool, table, line }));
}

function jumpText(jump: Jump, target: string): string {
  return [jump.match, `-j ${target}`].filter(Boolean).join(' ');
}
