import { DiagnosticError } from '../../../diag/diagnostic.js';
import { Dict, type Value } from '../../../value/types.js';
import { loadYaml } from '../../../yaml/load.js';

/** What one of netplan's files says about devices. */
export interface NetplanFile {
  /** Those that it defines. */
  readonly devices: readonly string[];
  /** Those that have addresses or ask for them. */
  readonly addressed: readonly string[];
}

/** Reads a file of netplan. There are no devices in one that is no YAML, which netplan refuses anyway. */
export function readNetplanFile(text: string): NetplanFile {
  const definitions = definitionsOf(text);
  return {
    devices: definitions.map(([id]) => id),
    addressed: definitions.flatMap(([id, definition]) => {
      if (!(definition instanceof Dict) || !isAddressed(definition)) return [];
      const name = definition.get('set-name');
      return [typeof name === 'string' ? name : id];
    }),
  };
}

/** The devices of all kinds, by their ids. */
function definitionsOf(text: string): [id: string, definition: Value][] {
  try {
    const file = loadYaml(text, 'netplan');
    const network = file instanceof Dict ? file.get('network') : undefined;
    if (!(network instanceof Dict)) return [];
    return [...network].flatMap(([, section]) =>
      section instanceof Dict
        ? [...section].map(([id, definition]): [string, Value] => [String(id), definition])
        : [],
    );
  } catch (error) {
    if (error instanceof DiagnosticError) return [];
    throw error;
  }
}

function isAddressed(definition: Dict): boolean {
  const addresses = definition.get('addresses');
  return (
    (Array.isArray(addresses) && addresses.length > 0) ||
    [definition.get('dhcp4'), definition.get('dhcp6')].includes(true)
  );
}
