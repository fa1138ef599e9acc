import { fail } from '../../../diag/diagnostic.js';
import { errorText } from '../../../module/output.js';
import type { ModuleContext } from '../../../module/types.js';
import { alternatives } from '../../../net/document/otherwise.js';
import { UnreadableLedger } from '../../../net/ledger/ledger.js';
import { type Wish, wishKey } from '../../../net/plan/wish.js';
import type { ExecResult } from '../../../session/types.js';
import { type Sh, sh } from '../../../shell/sh.js';
import { isForeseen } from './foreseen.js';
import { type HostState, parseHostState } from './hostState.js';
import { ledgerPath } from './ledgerFile.js';
import { stillBusy } from './lock.js';
import { readScript } from './readFrame.js';

/** Why a script left with `stillBusy`. */
export const busyHost =
  'another run is changing the network of this host and has not come to an end within 30 seconds; run again when it has';

/** How often a host is read, or its work begun again, that changes in the meantime. */
export const attempts = 5;

/**
 * Reads a host until nobody changes it meanwhile: neither another run, nor anybody whom `ip` notices. Throws a
 * DiagnosticError.
 */
export async function readAtRest(
  netns: string,
  wishes: readonly Wish[],
  ctx: ModuleContext,
): Promise<HostState> {
  const script = readScript(wishes, netns);
  for (let left = attempts; left > 0; left--) {
    const result = await read(ctx, netns, script);
    if (/Dump was interrupted/.test(errorText(result))) continue;
    if (result.rc !== 0) refuseRead(result, netns, ctx);
    const now = understood(result.stdout.toString('utf8'), wishes, netns, ctx);
    if (!now.moved) return now;
  }
  return fail('net-restless', `the network changed each of the ${attempts} times that it was read`, {
    span: ctx.span,
    fix: 'find out what changes it all the time (ip monitor), or try again',
  });
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

/** A script as one frame, inside a network namespace where one is named. */
export function runIn(
  ctx: ModuleContext,
  netns: string,
  script: Sh,
  repeatable: boolean,
): Promise<ExecResult> {
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
  if (result.rc === stillBusy) fail('net-busy', busyHost, { span });
  if (lacksNamespace(result))
    fail('netns-missing', `network namespace ${netns} does not exist on the target`, { span });
  fail('ip-failed', `the network cannot be read: ${stderr || `exit status ${result.rc}`}`, { span });
}

/** What the read frame printed. Throws a DiagnosticError that says which part cannot be understood. */
function understood(
  output: string,
  wishes: readonly Wish[],
  netns: string,
  { span }: ModuleContext,
): HostState {
  try {
    return parseHostState(output, new Set(wishes.flatMap(alternatives).map(wishKey)));
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
