import type { DeclaredObject, NetworkReport, PlannedChange } from '../../events/events.js';
import { sh } from '../../shell/sh.js';
import type { Subcommand } from './vsctl.js';

/** One object of Open vSwitch for reporters: what is declared, whether it is there, and what would be done. */
export interface OvsSubject extends Omit<DeclaredObject, 'state'> {
  /** It shall be there. */
  readonly wanted: boolean;
  readonly exists: boolean;
}

/** A report about one object and the subcommands that make it as declared. */
export function ovsReport(subject: OvsSubject, work: readonly Subcommand[]): NetworkReport {
  const { wanted, exists, ...object } = subject;
  const state = exists ? (work.length > 0 ? 'different' : 'live') : 'missing';
  return {
    owner: '',
    netns: '',
    changes: work.map((words, i) => change(subject, words, i === 0)),
    refused: false,
    objects: wanted ? [{ ...object, state }] : [],
    drift: [],
    addresses: [],
  };
}

/** Changes of a port in use that its traffic feels. */
const felt = /^(?:tag|trunks|type|datapath_type|protocols|options:[^=]*)=/;

function change(
  { kind, name, wanted, exists }: OvsSubject,
  words: Subcommand,
  first: boolean,
): PlannedChange {
  const title = `${kind} ${name} of Open vSwitch`;
  const disruptive = exists && (!wanted || words.some((word) => felt.test(word)));
  const differs = wanted
    ? `${title} is not as declared: ${words.slice(1).join(' ')}`
    : `${title} is there and should not be`;
  return {
    line: sh`ovs-vsctl ${words}`.text,
    difference: exists ? differs : first ? `${title} is missing` : '',
    disruptive,
    interrupts: disruptive ? [name] : [],
  };
}
