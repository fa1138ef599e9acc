import type { ArgOptions } from '../../../spec/types.js';
import { netnsArgs } from '../netnsArgs.js';

/** Arguments that every network module shares. */
export const commonArgs = {
  owner: {
    default: 'tasks',
    description:
      'Whose objects these are, as the record on the target (`/var/lib/meshwright/ledger`) names them; usually a role, or `role/item`.',
  },
  ...netnsArgs,
} as const satisfies ArgOptions;

/** The default of single objects' modules, as people who write a task for one object mean it. */
export const disruptiveArg = {
  choices: ['refuse', 'allow'],
  default: 'allow',
  description:
    'Whether a change that can interrupt traffic may be made; `refuse` fails the task and names it.',
} as const;

/** What network modules return. */
export const netReturns = {
  operations: 'One line for each change, in order; those that can interrupt traffic end with "(disruptive)".',
  added:
    'What the operations make that was not there: lists by section of a document (`routes`, `links`, …), each entry with the properties that tell it from others.',
  drift: 'Sentences about what is not as declared and was left alone.',
  capabilities: 'Tools and kernel features that the target lacks.',
};
