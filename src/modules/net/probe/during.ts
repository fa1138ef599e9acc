import type { ExecResult } from '../../../session/types.js';
import type { JudgedProbe, PreparedProbe } from './kind.js';
import { prepareEntry, probeList, simpleKinds } from './simpleKinds.js';

/** Arguments of probes that watch something while packets are sent. */
export const duringOptions = {
  during: {
    ...probeList(simpleKinds),
    default: [],
    description: 'Probes to make meanwhile, from this host; they must pass too.',
  },
  seconds: {
    type: 'float',
    default: 0.3,
    description: 'Seconds to go on watching after them; more, when another host sends.',
  },
} as const;

/** The probes of `during`. */
export function prepareDuring(entries: readonly object[]): PreparedProbe[] {
  return entries.map((entry) => prepareEntry(simpleKinds, { ...entry }));
}

/** Judges the probes of `during` by their sections; a section that is missing is a probe that was not made. */
export function judgeDuring(
  probes: readonly PreparedProbe[],
  sections: readonly ExecResult[],
): JudgedProbe[] {
  return probes.map((probe, i) => {
    const section = sections[i];
    const observation = section
      ? probe.observe(section)
      : { passed: false, outcome: 'error', seen: 'nothing: it was not made' };
    return { probe, observation };
  });
}
