import type { NetworkReport } from '../../src/events/events.js';
import { networkReport } from '../../src/modules/net/state/report.js';
import { type NetDocument, readDocument } from '../../src/net/document/document.js';
import { emptyLedger } from '../../src/net/ledger/ledger.js';
import type { NetState } from '../../src/net/object/types.js';
import { afterOperations } from '../../src/net/plan/operation.js';
import { type Plan, planNetwork } from '../../src/net/plan/plan.js';
import { fromJs } from '../../src/value/convert.js';

const nothing: NetState = new Map();

function plan(
  document: Readonly<Record<string, unknown>>,
  state: NetState,
  pending: readonly string[] = [],
): { wishes: ReturnType<typeof readDocument>['wishes']; plan: Plan } {
  const given = Object.fromEntries(
    Object.entries(document).map(([section, entries]) => [section, fromJs(entries)]),
  ) as NetDocument;
  const { wishes, problems } = readDocument(given);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const read = { state, duplicates: [], detached: new Set<string>() };
  const input = {
    wishes,
    owner: 'test',
    purge: 'none',
    exclusive: [],
    read,
    ledger: emptyLedger,
    boot: '',
    check: true,
    pending: new Set(pending),
  } as const;
  return { wishes, plan: planNetwork(input) };
}

/** The state of a host after a document was applied to it. */
export function stateOf(document: Readonly<Record<string, unknown>>, state: NetState = nothing): NetState {
  return afterOperations(state, plan(document, state).plan.operations);
}

/** What a network module reports of a document on a host in a given state. */
export function reportOf(
  document: Readonly<Record<string, unknown>>,
  state: NetState,
  disruptive: 'allow' | 'refuse' = 'allow',
  pending: readonly string[] = [],
): NetworkReport {
  const planned = plan(document, state, pending);
  const request = {
    owner: 'test',
    netns: '',
    purge: 'none',
    disruptive,
    exclusive: [],
    document: {},
    pending,
  } as const;
  return networkReport(request, planned.plan, { wishes: planned.wishes, state, live: state });
}
