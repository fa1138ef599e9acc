import { BLOCK_KEYWORDS, PLAY_KEYWORDS, ROLE_KEYWORDS, TASK_KEYWORDS } from './keywords.js';

/** Functions of templates, which a variable of the same name would hide. */
const TEMPLATE_FUNCTIONS = 'cycler dict joiner lipsum lookup namespace now query range undef q'.split(' ');

/** Keywords of ansible-core's nodes that these levels have no use for. */
const INTERNAL = 'async_val from_files include loop_with validate with_'.split(' ');

const RESERVED: ReadonlySet<string> = new Set([
  ...PLAY_KEYWORDS,
  ...ROLE_KEYWORDS,
  ...BLOCK_KEYWORDS,
  ...TASK_KEYWORDS,
  ...TEMPLATE_FUNCTIONS,
  ...INTERNAL,
]);

/** The variables of a play that are called like a keyword or a template function; `vars` is the engine's own. */
export function reservedAmong(names: Iterable<string>): string[] {
  return [...new Set(names)].filter((name) => name !== 'vars' && RESERVED.has(name)).sort();
}
