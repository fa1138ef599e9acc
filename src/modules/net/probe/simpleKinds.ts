import { fail } from '../../../diag/diagnostic.js';
import type { ArgOption, ArgOptions } from '../../../spec/types.js';
import { arpProbe } from './arp.js';
import { httpProbe } from './http.js';
import type { PreparedProbe, ProbeKind } from './kind.js';
import { ndProbe } from './nd.js';
import { pathMtuProbe } from './pathMtu.js';
import { pingProbe } from './ping.js';
import { fdbProbe, neighProbe } from './tables.js';
import { tcpProbe } from './tcp.js';
import { udpEchoProbe } from './udpEcho.js';

/** A kind with its argument types erased. */
export interface AnyKind {
  readonly name: string;
  readonly option: ArgOption;
  prepare(args: unknown): PreparedProbe;
}

/** Erases the argument types; the argument check has established them. */
export function anyKind<S extends ArgOptions>(kind: ProbeKind<S>): AnyKind {
  return {
    name: kind.name,
    option: { type: 'dict', options: kind.options, description: kind.description },
    prepare: (args) => ({ kind: kind.name, ...kind.prepare(args as Parameters<typeof kind.prepare>[0]) }),
  };
}

/** Kinds that make one observation of their own. */
export const simpleKinds: readonly AnyKind[] = [
  anyKind(pingProbe),
  anyKind(pathMtuProbe),
  anyKind(arpProbe),
  anyKind(ndProbe),
  anyKind(tcpProbe),
  anyKind(httpProbe),
  anyKind(udpEchoProbe),
  anyKind(neighProbe),
  anyKind(fdbProbe),
];

/** The argument that holds a list of probes of these kinds: each entry has exactly one kind. */
export function probeList(kinds: readonly AnyKind[], more: ArgOptions = {}) {
  const names = kinds.map(({ name }) => name);
  return {
    type: 'list',
    elements: 'dict',
    options: {
      ...more,
      ...Object.fromEntries(kinds.map(({ name, option }) => [name, option])),
    } as ArgOptions,
    mutually_exclusive: [names],
    required_one_of: [names],
  } as const;
}

/** Prepares one entry of such a list. */
export function prepareEntry(
  kinds: readonly AnyKind[],
  entry: Readonly<Record<string, unknown>>,
): PreparedProbe {
  const kind = kinds.find(({ name }) => entry[name] !== undefined && entry[name] !== null);
  if (!kind) fail('probe-kind', `a probe needs one of ${kinds.map(({ name }) => name).join(', ')}`);
  return kind.prepare(entry[kind.name]);
}
