import { createHash, createHmac, randomBytes } from 'node:crypto';
import { pyStr } from '../../value/repr.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Names in `known_hosts` files, in the form that does not show them. */
export const knownHostsFilters: readonly FilterEntry[] = [
  {
    name: 'hash_known_host',
    doc: 'A name or `[name]:port` as `ssh-keygen -H` puts it into known_hosts files; the same `salt` gives the same text again, without it each is another one.',
    apply: (input, args, kwargs) => {
      const { salt } = bind('hash_known_host', [['salt', null]], args, kwargs);
      const bytes = salt === null ? randomBytes(20) : createHash('sha1').update(pyStr(salt)).digest();
      const digest = createHmac('sha1', bytes).update(pyStr(input).toLowerCase()).digest('base64');
      return `|1|${bytes.toString('base64')}|${digest}`;
    },
  },
];
