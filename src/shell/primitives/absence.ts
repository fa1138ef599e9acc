import { sh } from '../sh.js';
import { PROBE, type PrimitiveHost } from './host.js';

/** Why a path cannot be seen. */
type Absence = 'missing' | 'denied' | 'not-folder';

/** Tells why nothing was found at an absolute path, by the deepest folder above it that can be seen. */
export async function whyAbsent(host: PrimitiveHost, path: string): Promise<Absence> {
  const script = sh`mw_p=${path}
while [ ! -e "$mw_p" ] && [ ! -L "$mw_p" ] && [ -n "$mw_p" ]; do mw_p=\${mw_p%/*}; done
if [ ! -d "\${mw_p:=/}" ]; then mw_put not-folder; elif [ -x "$mw_p" ]; then mw_put missing; else mw_put denied; fi`;
  const word = (await host.run(script, PROBE)).stdout.toString('utf8');
  return word === 'not-folder' || word === 'denied' ? word : 'missing';
}
