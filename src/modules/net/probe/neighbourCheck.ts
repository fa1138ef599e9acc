import { errorText, outputText } from '../../../module/output.js';
import { canonicalMac } from '../../../net/ip.js';
import type { ExecResult } from '../../../session/types.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { type Observation, probeError, scriptProblem } from './kind.js';
import { nap } from './shellPieces.js';

/** Arguments that the probes of address resolution share. */
export const resolutionOptions = {
  dev: { required: true, aliases: ['if'], description: 'Device to ask on.' },
  address: { required: true, aliases: ['ip'], description: 'Address asked for.' },
  wait: { type: 'int', default: 1, description: 'Seconds to wait for an answer.' },
  expect: { choices: ['reply', 'none'], default: 'reply', description: 'Whether somebody must answer.' },
  expect_mac: { description: 'The only MAC address that may answer.' },
} as const satisfies ArgOptions;

/**
 * Lets the kernel resolve an address anew and prints the neighbour entry: works without a tool for ARP or ND, but
 * needs an own address on the device.
 */
export function kernelResolution(family: '-4' | '-6', dev: string, address: string, wait: number): Sh {
  const show = sh`ip ${family} neigh show to ${address} dev ${dev}`;
  return joinSh(
    [
      sh`if [ -n "$(${show} nud permanent)" ]; then ${show}; exit 0; fi`,
      sh`ip ${family} neigh del ${address} dev ${dev} 2>/dev/null`,
      sh`said=$(ping ${family} -n -c 1 -W ${wait} -I ${dev} ${address} 2>&1)`,
      sh`tries=0; while [ $tries -lt 30 ] && ${show} | grep -q INCOMPLETE; do ${nap}; tries=$((tries + 1)); done`,
      sh`entry=$(${show}); if [ -n "$entry" ]; then printf '%s\n' "$entry"; else printf '%s\n' "$said" >&2; exit 1; fi`,
    ],
    '\n',
  );
}

/** The answers of `kernelResolution`: MAC addresses; an Observation when nothing was asked. */
export function readKernelResolution(result: ExecResult): readonly string[] | Observation {
  const stdout = outputText(result);
  if (/\bPERMANENT\b/.test(stdout))
    return probeError('no answer: a permanent neighbour entry keeps the kernel from asking');
  const mac = /lladdr (\S+)/.exec(stdout)?.[1];
  if (mac !== undefined) return [mac];
  if (/FAILED|INCOMPLETE/.test(stdout)) return [];
  return probeError(`an error: ${errorText(result).trim().split('\n')[0] || 'the kernel did not ask'}`);
}

interface Wanted {
  readonly expect: 'reply' | 'none';
  readonly expect_mac: string | undefined;
}

/** What the probe wants, to follow "expected". */
export function resolutionWish({ expect, expect_mac }: Wanted): string {
  if (expect === 'none') return 'no answer';
  return expect_mac === undefined ? 'an answer' : `an answer from ${expect_mac}`;
}

/** Judges a probe's result: `read` finds the answers, or an Observation when nothing was asked. */
export function observeAnswers(
  result: ExecResult,
  read: (result: ExecResult) => readonly string[] | Observation,
  wanted: Wanted,
): Observation {
  const problem = scriptProblem(result);
  if (problem) return problem;
  const answers = read(result);
  return 'outcome' in answers ? answers : judgeAnswers(answers, wanted);
}

/** Judges who answered. Two different answers are a conflict when one was expected. */
function judgeAnswers(answers: readonly string[], { expect, expect_mac }: Wanted): Observation {
  const macs = [...new Set(answers.map((mac) => canonicalMac(mac) ?? mac))];
  const data = { macs };
  if (macs.length === 0) return { passed: expect === 'none', outcome: 'none', seen: 'no answer', data };
  const wanted = expect_mac === undefined ? undefined : (canonicalMac(expect_mac) ?? expect_mac);
  const passed = expect === 'reply' && macs.length === 1 && (wanted === undefined || macs[0] === wanted);
  return {
    passed,
    outcome: 'reply',
    seen: `${macs.length === 1 ? 'an answer' : 'answers'} from ${macs.join(' and ')}`,
    data,
  };
}
