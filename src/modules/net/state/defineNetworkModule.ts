import { defineModule } from '../../../module/define.js';
import type { Module, ModuleDoc } from '../../../module/types.js';
import type { ArgOptions, ArgsOf } from '../../../spec/types.js';
import { applyNetwork } from './apply.js';
import { netReturns } from './args.js';
import type { NetRequest } from './request.js';
import { decideNetwork, probeNetwork } from './run.js';

interface NetworkModule<S extends ArgOptions> {
  readonly name: string;
  readonly doc: Omit<ModuleDoc, 'returns'>;
  readonly args: S;
  /** What the arguments ask of the network. Throws DiagnosticError. */
  requestOf(args: ArgsOf<S>): NetRequest;
}

/** A module over the one engine that reads, plans and changes the network of a host. */
export function defineNetworkModule<const S extends ArgOptions>({
  name,
  doc,
  args,
  requestOf,
}: NetworkModule<S>): Module {
  return defineModule({
    name,
    doc: { ...doc, returns: netReturns },
    args,
    check: 'full',
    probe: (given: ArgsOf<S>, ctx) => probeNetwork(requestOf(given), ctx),
    decide: (given: ArgsOf<S>, probed, mode) => decideNetwork(requestOf(given), probed, mode),
    apply: (given: ArgsOf<S>, work, ctx) => applyNetwork(requestOf(given), work, ctx),
  });
}
