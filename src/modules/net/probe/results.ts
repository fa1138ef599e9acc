import type { Returned } from '../../../module/types.js';
import { fromJs } from '../../../value/convert.js';
import type { Value } from '../../../value/types.js';
import type { JudgedProbe } from './kind.js';

/** Whether the probe and all that ran inside it passed. */
export function passed({ observation }: JudgedProbe): boolean {
  return observation.passed && (observation.inner ?? []).every(passed);
}

/** One line for each probe: `ping 192.0.2.1: 3 of 3 replies`, `failed: …` for the others; inner ones follow theirs. */
export function resultLines(judged: readonly (JudgedProbe & { readonly name?: string })[]): string[] {
  return judged.flatMap((each) => [
    `${each.observation.passed ? '' : 'failed: '}${each.name ?? each.probe.line}: ${each.observation.seen}`,
    ...resultLines(each.observation.inner ?? []).map((line) => `  ${line}`),
  ]);
}

/** A sentence for each failure. */
export function failureSentences(judged: readonly (JudgedProbe & { readonly name?: string })[]): string[] {
  return judged.flatMap(({ probe, observation, name }) => {
    const title = name === undefined ? probe.line : `${name} (${probe.line})`;
    const own = observation.passed ? [] : [`${title}: expected ${probe.expected}, got ${observation.seen}`];
    return [
      ...own,
      ...failureSentences(observation.inner ?? []).map((sentence) => `during ${title}: ${sentence}`),
    ];
  });
}

/** A probe as the module returns it. */
export function resultValue(judged: JudgedProbe & { readonly name?: string }): Value {
  const { probe, observation, name } = judged;
  const inner = (observation.inner ?? []).map(resultValue);
  const plain: Returned = {
    name: name ?? probe.line,
    kind: probe.kind,
    passed: passed(judged),
    expected: probe.expected,
    outcome: observation.outcome,
    seen: observation.seen,
    ...observation.data,
    ...(inner.length > 0 && { during: inner }),
  };
  return fromJs(Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)));
}
