import { outputText } from '../../../module/output.js';
import { canonicalAddress, canonicalMac } from '../../../net/ip.js';
import type { ExecResult } from '../../../session/types.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { type Observation, type ProbeKind, scriptProblem, toolSays } from './kind.js';
import { needs } from './shellPieces.js';

const presence = {
  expect: {
    choices: ['present', 'none'],
    default: 'present',
    description: 'Whether the entry must be there.',
  },
} as const satisfies ArgOptions;

const neighOptions = {
  address: { required: true, aliases: ['ip'], description: 'IP address.' },
  dev: { description: 'Device; default any.' },
  mac: { description: 'MAC address that the entry must name.' },
  ...presence,
} as const satisfies ArgOptions;

/** What the kernel remembers about a neighbour; asks nobody. */
export const neighProbe: ProbeKind<typeof neighOptions> = {
  name: 'neigh',
  description: "An entry of the kernel's neighbour table, with a MAC address.",
  options: neighOptions,
  prepare({ address, dev, mac, expect }) {
    const words = ['neigh', 'show', 'to', address, ...(dev === undefined ? [] : ['dev', dev])];
    const wanted = mac === undefined ? undefined : (canonicalMac(mac) ?? mac);
    return {
      line: `neighbour entry of ${address}${dev === undefined ? '' : ` on ${dev}`}`,
      expected: expect === 'none' ? 'none' : (wanted ?? 'a MAC address'),
      script: table('ip', 'iproute2', sh`ip ${words}`),
      observe: (result) =>
        readTable(
          result,
          (line) => {
            const found = /lladdr (\S+)/.exec(line)?.[1];
            return found !== undefined && (wanted === undefined || canonicalMac(found) === wanted);
          },
          expect,
        ),
    };
  },
};

const fdbOptions = {
  mac: { required: true, description: 'MAC address; 00:00:00:00:00:00 for the flooding entries of a vxlan.' },
  dev: { description: 'Port or tunnel the entry is on; default any.' },
  bridge: { description: 'Bridge; default any.' },
  dst: { description: 'Far end of a vxlan entry.' },
  vlan: { type: 'int', description: 'VLAN of the entry.' },
  ...presence,
} as const satisfies ArgOptions;

/** An entry of a bridge's or vxlan's forwarding table. */
export const fdbProbe: ProbeKind<typeof fdbOptions> = {
  name: 'fdb',
  description: "An entry of a bridge's or vxlan's forwarding table.",
  options: fdbOptions,
  prepare({ mac, dev, bridge, dst, vlan, expect }) {
    const wanted = canonicalMac(mac) ?? mac;
    const far = dst === undefined ? undefined : (canonicalAddress(dst) ?? dst);
    const words = [
      'fdb',
      'show',
      ...(bridge === undefined ? [] : ['br', bridge]),
      ...(dev === undefined ? [] : ['brport', dev]),
    ];
    return {
      line: `forwarding entry of ${wanted}${dev === undefined ? '' : ` on ${dev}`}${far === undefined ? '' : ` to ${far}`}`,
      expected: expect === 'none' ? 'none' : 'an entry',
      script: table('bridge', 'bridge (package iproute2)', sh`bridge ${words}`),
      observe: (result) =>
        readTable(
          result,
          (line) => {
            const fields = line.split(/\s+/);
            const after = (word: string): string | undefined => fields[fields.indexOf(word) + 1];
            return (
              fields[0] === wanted &&
              (far === undefined || (fields.includes('dst') && after('dst') === far)) &&
              (vlan === undefined || (fields.includes('vlan') && after('vlan') === String(vlan)))
            );
          },
          expect,
        ),
    };
  },
};

function table(program: string, tools: string, query: Sh): Sh {
  return joinSh([needs(program, tools), query], '\n');
}

function readTable(
  result: ExecResult,
  matches: (line: string) => boolean,
  expect: 'present' | 'none',
): Observation {
  const problem = scriptProblem(result);
  if (problem) return problem;
  if (result.rc !== 0) return toolSays(result);
  const lines = outputText(result)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const entries = lines.filter(matches);
  const other = lines.length > 0 && lines.length <= 3 ? `none (there is: ${lines.join('; ')})` : 'none';
  return {
    passed: entries.length > 0 === (expect === 'present'),
    outcome: entries.length > 0 ? 'present' : 'none',
    seen: entries.length > 0 ? entries.join('; ') : other,
    data: { entries },
  };
}
