import { formatCidr } from '../ip.js';
import { ip, network } from './addressFormats.js';
import type { Entry } from './entry.js';
import { int } from './formats.js';
import { type Format, good } from './verdict.js';

const destination: Format<string> = (value) => {
  if (value === 'default') return good(value);
  const verdict = network(value);
  return 'problem' in verdict ? verdict : good(formatCidr(verdict.value));
};

/** Checks `routes` of a device: {to, via, metric}. */
export function checkRoutes(entry: Entry): void {
  for (const route of entry.entries('routes')) {
    route.need('to', destination);
    route.get('via', ip);
    route.get('metric', int(0, 4294967295, 'metric'));
    route.finish();
  }
}
