import { fail } from '../../../diag/diagnostic.js';
import { ESP_CIPHERS, ESP_INTEGRITY, espSizes } from '../../../net/espSuites.js';
import type { MtuLayer } from '../../../net/mtu.js';
import type { ArgOptions, ArgsOf } from '../../../spec/types.js';

/** Arguments of one layer between the underlay and the guests. */
export const layerOptions = {
  type: { choices: ['vlan', 'vxlan', 'esp'], required: true, description: 'What it is.' },
  ip_version: {
    type: 'int',
    choices: [4, 6],
    default: 4,
    description: 'Family of the outer addresses of a vxlan or of ESP.',
  },
  inner_vlan: { type: 'bool', default: false, description: 'The frames inside a vxlan carry a tag.' },
  cipher: { choices: ESP_CIPHERS, description: 'Cipher of ESP, as swanctl names it.' },
  integrity: { choices: ESP_INTEGRITY, description: 'Its integrity algorithm; none for AEAD ciphers.' },
  mode: { choices: ['transport', 'tunnel'], default: 'transport', description: 'Mode of ESP.' },
  nat_t: { type: 'bool', default: false, description: 'ESP travels in UDP, to pass NAT.' },
} as const satisfies ArgOptions;

/** The sizes of a layer. Throws a DiagnosticError for an ESP suite that does not exist; `path` is the argument's path. */
export function layerOf(args: ArgsOf<typeof layerOptions>, path: string): MtuLayer {
  const ipVersion = args.ip_version === 6 ? 6 : 4;
  if (args.type === 'vlan') return { type: 'vlan' };
  if (args.type === 'vxlan') return { type: 'vxlan', ipVersion, innerVlan: args.inner_vlan };
  if (args.cipher === undefined)
    fail('mtu-layer', `${path}.cipher: an esp layer needs a cipher`, {
      fix: `known: ${ESP_CIPHERS.join(', ')}`,
    });
  const sizes = espSizes(args.cipher, args.integrity);
  if (typeof sizes === 'string') fail('mtu-layer', `${path}: ${sizes}`);
  return { type: 'esp', ipVersion, mode: args.mode, natTraversal: args.nat_t, ...sizes };
}
