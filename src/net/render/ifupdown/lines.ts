import type { NetObject, SysctlObject } from '../../object/types.js';
import { stepsFor } from '../../plan/steps.js';
import type { Device } from '../device.js';
import { shellLine, shellWord } from '../shellWord.js';

/** One line of a stanza. */
export interface StanzaLine {
  readonly name: string;
  readonly value: string;
}

/**
 * What a device needs once it is up, and what must go before it goes down: its kernel settings, neighbours,
 * forwarding entries, routes and rules, proxies last.
 */
export function commandLines(device: Device): StanzaLine[] {
  const proxies = device.neighbours.filter(({ proxy }) => proxy);
  const rules = device.rules.toSorted((a, b) => b.priority - a.priority);
  const switchesProxy = ({ name }: SysctlObject): boolean => /\/proxy_(arp|ndp)$/.test(name);
  const up: NetObject[] = [
    ...device.sysctls.filter((setting) => !switchesProxy(setting)),
    ...device.neighbours.filter(({ proxy }) => !proxy),
    ...device.fdb,
    ...device.routes,
    ...rules,
    ...proxies,
    ...device.sysctls.filter(switchesProxy),
  ];
  return [
    ...up.flatMap((object) => commands(undefined, object).map((value) => ({ name: 'up', value }))),
    // the kernel drops what hangs on a device with it, but keeps rules, and routes to nowhere
    ...[...proxies, ...rules, ...device.routes.filter(({ dev }) => dev === '')].flatMap((object) =>
      commands(object, undefined).map((value) => ({ name: 'down', value: `${value} || :` })),
    ),
  ];
}

/** Addresses of a device that others configure, who may give it the same ones: a stanza of its own would then fail. */
export function addressCommands({ addresses }: Device): StanzaLine[] {
  return addresses.flatMap((address) => [
    ...commands(undefined, address).map((value) => ({ name: 'up', value })),
    ...commands(address, undefined).map((value) => ({ name: 'down', value: `${value} || :` })),
  ]);
}

/** Shell commands that make or remove an object. */
function commands(before: NetObject | undefined, after: NetObject | undefined): string[] {
  const steps = stepsFor({ key: '', before, after }, new Map());
  return steps.flatMap((step) => {
    if (step.tool === 'sysctl')
      return [`echo ${shellWord(step.value)} > ${shellWord(`/proc/sys/${step.name}`)}`];
    if (!('words' in step)) return [];
    const tool = { ip: ['ip'], ip6: ['ip', '-6'], bridge: ['bridge'] }[step.tool];
    const line = shellLine([...tool, ...step.words]);
    // a rule may be there already, of a run since boot
    return [after?.kind === 'rule' ? `${line} || :` : line];
  });
}
