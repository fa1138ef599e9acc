import { errorText, outputText } from '../../../module/output.js';
import type { ExecResult } from '../../../session/types.js';
import { joinSh, sh } from '../../../shell/sh.js';
import { type Observation, type ProbeKind, toolSays } from './kind.js';
import {
  kernelResolution,
  observeAnswers,
  readKernelResolution,
  resolutionOptions,
  resolutionWish,
} from './neighbourCheck.js';
import { lacking } from './shellPieces.js';

const options = {
  ...resolutionOptions,
  source: { description: 'Sender address of the request; default the first of the device, or 0.0.0.0.' },
} as const;

/** Who answers ARP requests for an address. */
export const arpProbe: ProbeKind<typeof options> = {
  name: 'arp',
  description:
    'Who answers an ARP request. Asked with arping (also BusyBox’s), else by the kernel, which needs an address on the device.',
  options,
  prepare(args) {
    const { dev, address, wait } = args;
    const source = args.source === undefined ? [] : ['-s', args.source];
    const words = ['-c', '2', '-w', String(wait + 1), ...source, '-I', dev, address];
    return {
      line: `ARP for ${address} on ${dev}`,
      expected: resolutionWish(args),
      script: joinSh(
        [
          sh`if command -v arping >/dev/null; then a=arping; elif busybox arping --help >/dev/null 2>&1; then a='busybox arping'; else a=; fi`,
          // Without an address of its own arping asks as for duplicate detection, from 0.0.0.0.
          sh`d=; [ -n "$(ip -4 -o address show dev ${dev} 2>/dev/null)" ] || d=-D`,
          sh`if [ -n "$a" ]; then $a $d ${words}; exit 0; fi`,
          sh`[ -z "$d" ] && command -v ping >/dev/null || ${lacking('arping (package iputils-arping) or busybox')}`,
          kernelResolution('-4', dev, address, wait),
        ],
        '\n',
      ),
      observe: (result) => observeAnswers(result, readAnswers, args),
    };
  },
};

function readAnswers(result: ExecResult): readonly string[] | Observation {
  const text = outputText(result);
  if (/^Received \d+ re/m.test(text))
    return [...text.matchAll(/reply from \S+ \[([0-9a-f:]+)\]/gi)].map(([, mac]) => mac!);
  if (/^ARPING|Interface|arping:/m.test(text + errorText(result))) return toolSays(result);
  return readKernelResolution(result);
}
