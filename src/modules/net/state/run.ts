import type { Decision, ModuleContext } from '../../../module/types.js';
import { chosenFor } from '../../../net/document/otherwise.js';
import { type LedgerStages, stagesOf } from '../../../net/ledger/progress.js';
import type { NetState } from '../../../net/object/types.js';
import type { Operation } from '../../../net/plan/operation.js';
import { type Plan, planNetwork } from '../../../net/plan/plan.js';
import { problemText } from '../../../net/plan/problem.js';
import type { Claims } from '../../../net/plan/rivals.js';
import type { Wish } from '../../../net/plan/wish.js';
import { additionsOf } from './additions.js';
import type { Known } from './applyFrame.js';
import { lackingFamilies, replacedText } from './capabilities.js';
import { foresee, withForeseen } from './foreseen.js';
import type { HostState } from './hostState.js';
import { readAtRest } from './reading.js';
import { networkReport } from './report.js';
import { type NetRequest, wishesOf } from './request.js';
import { claimsOfRun } from './runClaims.js';

/** What the read phase found, with the document it was read for. */
interface Probed {
  readonly wishes: readonly Wish[];
  /** The host, in a check as the tasks before would leave it. */
  readonly host: HostState;
  /** The host's objects as they are. */
  readonly live: NetState;
  /** Sentences about what stands in place of what the kernel lacks. */
  readonly notes: readonly string[];
  readonly claims: ReadonlyMap<string, Claims>;
}

/** What the apply phase needs. */
export interface NetWork {
  readonly operations: readonly Operation[];
  readonly ledger: LedgerStages;
  readonly wishes: readonly Wish[];
  readonly saved: HostState['saved'];
  readonly programs: HostState['programs'];
  readonly known: Known;
}

/** Checks the document and reads the host in one frame. Throws a DiagnosticError. */
export async function probeNetwork(request: NetRequest, ctx: ModuleContext): Promise<Probed> {
  const given = wishesOf(request, ctx.span);
  const now = await readAtRest(request.netns, given, ctx);
  const { wishes, replaced } = chosenFor(given, now.lackingFamilies);
  const lacking = [...now.lacking, ...lackingFamilies(wishes, now.lackingFamilies)];
  const host = { ...withForeseen(ctx, request.netns, now), lacking };
  const probed = {
    wishes,
    host,
    claims: claimsOfRun(ctx, request, wishes, host.read.state),
    live: now.read.state,
    notes: replacedText(replaced, wishes, now.programs),
  };
  if (!ctx.check) return probed;
  const plan = planOf(request, probed, true);
  const effects = plan.operations.flatMap((operation) => operation.effects);
  if (plan.problems.length === 0) foresee(ctx, request.netns, effects, plan.ledger);
  return probed;
}

function planOf(request: NetRequest, { wishes, host, claims }: Probed, check: boolean): Plan {
  const { owner, purge, exclusive } = request;
  const { read, ledger, boot, bootLinks } = host;
  const pending = new Set(request.pending);
  return planNetwork({
    wishes,
    owner,
    purge,
    exclusive,
    pending,
    claims,
    read,
    ledger,
    boot,
    bootLinks,
    check,
  });
}

/** The plan as a decision: its lines are the result and the diff; problems and refused disruptions fail it. */
export function decideNetwork(
  request: NetRequest,
  probed: Probed,
  mode: { check: boolean; survey?: boolean },
): Decision<NetWork> {
  const { wishes, host, live, notes } = probed;
  const plan = planOf(request, probed, mode.check);
  const { operations, drift } = plan;
  const lines = operations.map(operationLine);
  const capabilities = [...host.lacking, ...notes];
  const added = additionsOf(operations);
  const result = {
    operations: lines,
    ...(added.size > 0 && { added }),
    ...(drift.length > 0 && { drift: [...drift] }),
    ...(capabilities.length > 0 && { capabilities }),
  };
  const ledger = stagesOf(host.ledger, plan.ledger.entries);
  const { ownChanges, saved } = host;
  const known = { netns: request.netns, ownChanges, arptables: saved.get('arptables') ?? '' };
  const work: NetWork = { operations, ledger, wishes, saved, programs: host.programs, known };
  const failed = refusal(plan, host, mode.survey ? { ...request, disruptive: 'allow' } : request);
  const network = networkReport(request, plan, { wishes, state: host.read.state, live });
  const diff = lines.length === 0 ? {} : { diff: [{ prepared: lines.map((line) => `${line}\n`).join('') }] };
  const changed = operations.length > 0;
  return failed === undefined
    ? { changed, work, result, network, ...diff }
    : { changed: false, work, result, failed, network, ...diff };
}

function operationLine({ line, impact }: Operation): string {
  return impact === 'disruptive' ? `${line} (disruptive)` : line;
}

function refusal(plan: Plan, host: HostState, request: NetRequest): string | undefined {
  const reasons = plan.problems.map(problemText);
  if (plan.operations.length > 0) reasons.push(...host.lacking);
  if (request.disruptive === 'refuse') {
    const refused = plan.operations.filter(({ impact }) => impact === 'disruptive').map(({ line }) => line);
    if (refused.length > 0)
      reasons.push(
        `refused as it can interrupt traffic: ${refused.join('; ')}; allow it with disruptive: allow`,
      );
  }
  return reasons.length === 0 ? undefined : reasons.join('\n');
}
