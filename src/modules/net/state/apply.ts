import { errorText } from '../../../module/output.js';
import type { Applied, ModuleContext } from '../../../module/types.js';
import type { Ledger } from '../../../net/ledger/ledger.js';
import { afterStop } from '../../../net/ledger/progress.js';
import { segmentsOf } from '../../../net/plan/segment.js';
import { applyScript, ledgerMoved, ledgerScript, rereadScript } from './applyFrame.js';
import { parseHostState } from './hostState.js';
import { stillBusy } from './lock.js';
import { attempts, busyHost, runIn } from './reading.js';
import type { NetRequest } from './request.js';
import { decideNetwork, type NetWork, probeNetwork } from './run.js';
import { ledgerWithSpelling } from './spelling.js';
import { type Stop, stopOf } from './stop.js';

/**
 * Applies the plan in one frame; a failure names the operation that the kernel refused. When the host was changed since
 * it was read, it is read and planned for again.
 */
export async function applyNetwork(request: NetRequest, work: NetWork, ctx: ModuleContext): Promise<Applied> {
  const done = await applyOnce(work, ctx);
  if (done !== undefined) return done;
  for (let left = attempts - 1; left > 0; left--) {
    const decision = decideNetwork(request, await probeNetwork(request, ctx), { check: false });
    const { changed, result, diff = [], failed } = decision;
    if (failed !== undefined) return { changed: false, failed, diff, ...(result && { result }) };
    const again: Applied | undefined = changed ? await applyOnce(decision.work, ctx) : { changed };
    if (again !== undefined) return { diff, ...again, result: { ...result, ...again.result } };
  }
  return {
    failed: `another run has changed the network of this host ${attempts} times in the meantime; run again`,
  };
}

/** Applies a plan unless the host was changed since it was read: then nothing is done, and undefined is the answer. */
async function applyOnce(work: NetWork, ctx: ModuleContext): Promise<Applied | undefined> {
  const segments = segmentsOf(work.operations, work.saved, work.programs);
  const nft = work.wishes.flatMap(({ object, state }) =>
    object.kind === 'nft' && state === 'present' ? [`${object.family} ${object.table}`] : [],
  );
  const reread = segments.some(({ tool }) => tool === 'nft') ? nft : [];
  const script = applyScript(segments, work.ledger, work.known, madeBy(work), rereadScript(segments, reread));
  const result = await runIn(ctx, work.known.netns, script, false);
  if (result.rc === ledgerMoved) return undefined;
  if (result.rc === stillBusy) return { failed: busyHost };
  const output = result.stdout.toString('utf8');
  if (result.rc !== 0) return stopped(work, stopOf(work.operations, segments, result), ctx);
  const { after } = work.ledger;
  const spelled = ledgerWithSpelling(after, work.wishes, parseHostState(output).read.state);
  if (spelled === undefined) return {};
  const unwritten = await noted(work, after, spelled, ctx);
  return unwritten === undefined ? {} : { failed: unwritten, changed: true };
}

/** Records how far the work came. */
async function stopped(work: NetWork, { applied, performed }: Stop, ctx: ModuleContext): Promise<Applied> {
  if (performed === undefined) return applied;
  const { ledger, operations } = work;
  const reached = afterStop(ledger, operations, performed);
  const unwritten = await noted(work, ledger.during, reached, ctx);
  return unwritten === undefined ? applied : { ...applied, failed: `${applied.failed}\n${unwritten}` };
}

/** Writes the ledger alone. Returns why that cannot be done. */
async function noted(
  work: NetWork,
  old: Ledger,
  next: Ledger,
  ctx: ModuleContext,
): Promise<string | undefined> {
  const { netns } = work.known;
  const written = await runIn(ctx, netns, ledgerScript(old, next, netns, madeBy(work)), false);
  if (written.rc === ledgerMoved || written.rc === 0) return undefined;
  return `the ledger cannot be written: ${written.rc === stillBusy ? busyHost : errorText(written)}`;
}

/** The links that a plan makes: their numbers tell them from others that come under their names. */
function madeBy({ operations }: NetWork): string[] {
  const effects = operations.flatMap((operation) => operation.effects);
  return effects.flatMap(({ before, after }) =>
    before === undefined && after?.kind === 'link' ? [after.name] : [],
  );
}
