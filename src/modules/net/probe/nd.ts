import { joinSh } from '../../../shell/sh.js';
import type { ProbeKind } from './kind.js';
import {
  kernelResolution,
  observeAnswers,
  readKernelResolution,
  resolutionOptions,
  resolutionWish,
} from './neighbourCheck.js';
import { needs } from './shellPieces.js';

/** Who answers neighbour solicitations for an IPv6 address. */
export const ndProbe: ProbeKind<typeof resolutionOptions> = {
  name: 'nd',
  description: 'Who answers a neighbour solicitation (IPv6); the kernel asks anew.',
  options: resolutionOptions,
  prepare(args) {
    const { dev, address, wait } = args;
    return {
      line: `neighbour solicitation for ${address} on ${dev}`,
      expected: resolutionWish(args),
      script: joinSh(
        [needs('ip', 'iproute2'), needs('ping'), kernelResolution('-6', dev, address, wait)],
        '\n',
      ),
      observe: (result) => observeAnswers(result, readKernelResolution, args),
    };
  },
};
