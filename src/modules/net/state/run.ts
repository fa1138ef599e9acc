import { fail } from '../../../diag/diagnostic.js';
import { errorText } from '../../../module/output.js';
import type { Applied, Decision, ModuleContext } from '../../../module/types.js';
import { type Ledger, UnreadableLedger } from '../../../net/ledger/ledger.js';
import { afterStop, type LedgerStages, stagesOf } from '../../../net/ledger/progress.js';
import type { NetState } from '../../../net/object/types.js';
import type { Operation } from '../../../net/plan/operation.js';
import { type Plan, planNetwork } from '../../../net/plan/plan.js';
import { problemText } from '../../../net/plan/problem.js';
import { segmentsOf } from '../../../net/plan/segment.js';
import { type Wish, wishKey } from '../../../net/plan/wish.js';
import type { ExecResult } from '../../../session/types.js';
import { type Sh, sh } from '../../../shell/sh.js';
import { additionsOf } from './additions.js';
import { applyScript, ledgerMoved, ledgerScript, rereadScript } from './applyFrame.js';
import { foresee, isForeseen, withForeseen } from './foreseen.js';
import { type HostState, parseHostState } from './hostState.js';
import { ledgerPath } from './ledgerFile.js';
import { readScript } from './readFrame.js';
import { networkReport } from './report.js';
import { type NetRequest, wishesOf } from './request.js';
import { ledgerWithSpelling } from './spelling.js';
import { type Stop, stopOf } from './stop.js';

/** What the read phase found, with the document it was read for. */
export interface Probed {
  readonly wishes: readonly Wish[];
  /** The host, in a check as the tasks before would leave it. */
  readonly host: HostState;
  /** The host's objects as they are. */
  readonly live: NetState;
}

/** What the apply phase needs. */
export interface NetWork {
  readonly operations: readonly Operation[];
  readonly ledger: LedgerStages;
  readonly wishes: readonly Wish[];
  readonly saved: HostState['saved'];
}

/** Checks the document and reads the host in one frame. Throws a DiagnosticError. */
export async function probeNetwork(request: NetRequest, ctx: ModuleContext): Promise<Probed> {
  const wishes = wishesOf(request, ctx.span);
  const result = await read(ctx, request.netns, readScript(wishes, request.netns));
  if (result.rc !== 0) refuseRead(result, request.netns, ctx);
  const now = understood(result.stdout.toString('utf8'), wishes, request.netns, ctx);
  const probed = { wishes, host: withForeseen(ctx, request.netns, now), live: now.read.state };
  if (!ctx.check) return probed;
  const plan = planOf(request, probed, true);
  const effects = plan.operations.flatMap((operation) => operation.effects);
  if (plan.problems.length === 0) foresee(ctx, request.netns, effects, plan.ledger);
  return probed;
}

/** Reads a namespace; in a check an empty one in place of one that an earlier task would have made. */
async function read(ctx: ModuleContext, netns: string, script: Sh): Promise<ExecResult> {
  const result = await runIn(ctx, netns, script, true);
  if (result.rc === 0 || !isForeseen(ctx, netns) || !lacksNamespace(result)) return result;
  return ctx.host.run(sh`unshare -n sh -s`, { stdin: `${script.text}\n`, repeatable: true });
}

function lacksNamespace(result: ExecResult): boolean {
  return /Cannot open network namespace/.test(errorText(result));
}

function planOf(request: NetRequest, { wishes, host }: Probed, check: boolean): Plan {
  const { owner, purge, exclusive } = request;
  const { read, ledger, boot } = host;
  const pending = new Set(request.pending);
  return planNetwork({ wishes, owner, purge, exclusive, pending, read, ledger, boot, check });
}

/** The plan as a decision: its lines are the result and the diff; problems and refused disruptions fail it. */
export function decideNetwork(
  request: NetRequest,
  probed: Probed,
  mode: { check: boolean; survey?: boolean },
): Decision<NetWork> {
  const { wishes, host, live } = probed;
  const plan = planOf(request, probed, mode.check);
  const { operations, drift } = plan;
  const lines = operations.map(operationLine);
  const added = additionsOf(operations);
  const result = {
    operations: lines,
    ...(added.size > 0 && { added }),
    ...(drift.length > 0 && { drift: [...drift] }),
    ...(host.lacking.length > 0 && { capabilities: [...host.lacking] }),
  };
  const ledger = stagesOf(host.ledger, plan.ledger.entries);
  const work: NetWork = { operations, ledger, wishes, saved: host.saved };
  const failed = refusal(plan, host, mode.survey ? { ...request, disruptive: 'allow' } : request);
  const network = networkReport(request, plan, { wishes, state: host.read.state, live });
  const diff = lines.length === 0 ? {} : { diff: [{ prepared: lines.map((line) => `${line}\n`).join('') }] };
  const changed = operations.length > 0;
  return failed === undefined
    ? { changed, work, result, network, ...diff }
    : { changed: false, work, result, failed, network, ...diff };
}

/** Applies the plan in one frame; a failure names the operation that the kernel refused. */
export async function applyNetwork(request: NetRequest, work: NetWork, ctx: ModuleContext): Promise<Applied> {
  const segments = segmentsOf(work.operations, work.saved);
  const nft = work.wishes.flatMap(({ object, state }) =>
    object.kind === 'nft' && state === 'present' ? [`${object.family} ${object.table}`] : [],
  );
  const reread = segments.some(({ tool }) => tool === 'nft') ? nft : [];
  const script = applyScript(segments, work.ledger, request.netns, rereadScript(segments, reread));
  const result = await runIn(ctx, request.netns, script, false);
  if (result.rc === ledgerMoved)
    return { failed: 'another run has changed the network of this host in the meantime; run again' };
  const output = result.stdout.toString('utf8');
  if (result.rc !== 0) return stopped(request, work, stopOf(work.operations, segments, result), ctx);
  const { after } = work.ledger;
  const spelled = ledgerWithSpelling(after, work.wishes, parseHostState(output).read.state);
  if (spelled === undefined) return {};
  const unwritten = await noted(request, after, spelled, ctx);
  return unwritten === undefined ? {} : { failed: unwritten, changed: true };
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

/** A script as one frame, inside a network namespace where one is named. */
function runIn(ctx: ModuleContext, netns: string, script: Sh, repeatable: boolean): Promise<ExecResult> {
  if (netns === '') return ctx.host.run(script, { repeatable });
  return ctx.host.run(sh`command -v ip >/dev/null || exit 127; ip netns exec ${netns} sh -s`, {
    stdin: `${script.text}\n`,
    repeatable,
  });
}

function refuseRead(result: ExecResult, netns: string, ctx: ModuleContext): never {
  const stderr = errorText(result);
  const span = ctx.span;
  if (result.rc === 127)
    fail('iproute2-missing', 'iproute2 is not installed on the target', {
      span,
      fix: 'install the package iproute2 (iproute on Red Hat systems)',
    });
  if (/BusyBox|[Oo]ption "-.*unknown|invalid option|unrecognized option/.test(stderr))
    fail('iproute2-old', "the target's ip command cannot print JSON", {
      span,
      fix: 'install iproute2 5.0 or newer; BusyBox ip is not enough',
    });
  if (lacksNamespace(result))
    fail('netns-missing', `network namespace ${netns} does not exist on the target`, { span });
  fail('ip-failed', `the network cannot be read: ${stderr || `exit status ${result.rc}`}`, { span });
}

/** Records how far the work came. */
async function stopped(
  request: NetRequest,
  { ledger, operations }: NetWork,
  { applied, performed }: Stop,
  ctx: ModuleContext,
): Promise<Applied> {
  if (performed === undefined) return applied;
  const reached = afterStop(ledger, operations, performed);
  const unwritten = await noted(request, ledger.during, reached, ctx);
  return unwritten === undefined ? applied : { ...applied, failed: `${applied.failed}\n${unwritten}` };
}

/** Writes the ledger alone. Returns why that cannot be done. */
async function noted(
  request: NetRequest,
  old: Ledger,
  next: Ledger,
  ctx: ModuleContext,
): Promise<string | undefined> {
  const written = await runIn(ctx, request.netns, ledgerScript(old, next, request.netns), false);
  return written.rc === 0 ? undefined : `the ledger cannot be written: ${errorText(written)}`;
}

/** What the read frame printed. Throws a DiagnosticError that says which part cannot be understood. */
function understood(
  output: string,
  wishes: readonly Wish[],
  netns: string,
  { span }: ModuleContext,
): HostState {
  try {
    return parseHostState(output, new Set(wishes.map(wishKey)));
  } catch (error) {
    if (error instanceof UnreadableLedger)
      fail('net-ledger', `the record ${ledgerPath(netns)} on the target is damaged: ${error.message}`, {
        span,
        fix: 'restore it; or remove it, and what it named stays as it is and belongs to nobody',
      });
    if (!(error instanceof SyntaxError)) throw error;
    fail('net-unreadable', `the target's network tools print what is no JSON: ${error.message}`, { span });
  }
}
