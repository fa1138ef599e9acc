import { bind } from '../../value/bind.js';
import { DateTime } from '../../value/datetime.js';
import { requireDefined } from '../../value/defined.js';
import { strftime } from '../../value/strftime.js';
import { truthy } from '../../value/truth.js';
import { Callable, type Kwargs, Undefined, type Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import { lipsum } from './lipsum.js';
import { callLookup } from './lookup.js';
import { Cycler, Joiner, makeDict, makeNamespace } from './namespace.js';
import { Range } from './range.js';

type GlobalFunction = (args: Value[], kwargs: Kwargs, context: CallContext) => Value;

/** The functions every template can call, Jinja2's and Ansible's. */
const globals: ReadonlyMap<string, GlobalFunction> = new Map<string, GlobalFunction>([
  ['range', (args) => Range.of(args)],
  ['dict', makeDict],
  ['namespace', makeNamespace],
  ['cycler', (args) => new Cycler(args)],
  ['joiner', (args, kwargs) => new Joiner(args[0] ?? kwargs.get('sep') ?? ', ')],
  ['lipsum', lipsum],
  ['lookup', (args, kwargs, context) => callLookup(args, kwargs, context)],
  ['query', (args, kwargs, context) => callLookup(args, new Map([...kwargs, ['wantlist', true]]), context)],
  ['q', (args, kwargs, context) => callLookup(args, new Map([...kwargs, ['wantlist', true]]), context)],
  ['now', now],
  ['undef', undef],
]);

/** Names of the global functions, for suggestions. */
export const globalNames: ReadonlySet<string> = new Set(globals.keys());

/** The global function of a name, bound to a render. */
export function globalValue(name: string, context: CallContext): Callable | undefined {
  const run = globals.get(name);
  return run && new BoundGlobal(name, (args, kwargs) => run(args, kwargs, context));
}

/** A global function, with the type that it has in Python. */
class BoundGlobal extends Callable {
  override readonly pyType = kinds[this.name] ?? 'function';
}

const kinds: Readonly<Record<string, string>> = {
  now: 'method',
  lookup: 'method',
  query: 'method',
  q: 'method',
  undef: 'method',
  range: 'type',
  dict: 'type',
  namespace: 'type',
  cycler: 'type',
  joiner: 'type',
};

/** `now(utc=false, fmt=none)`: the present as a datetime, or as text by a strftime format. */
function now(args: Value[], kwargs: Kwargs): Value {
  const given = bind(
    'now',
    [
      ['utc', false],
      ['fmt', null],
    ],
    args,
    kwargs,
  );
  const time = DateTime.now(truthy(given.utc));
  return typeof given.fmt === 'string' && given.fmt !== '' ? strftime(given.fmt, time) : time;
}

/** `undef(hint)`: a value that is an error when used. */
function undef(args: Value[], kwargs: Kwargs): Value {
  const hint = args[0] ?? kwargs.get('hint');
  if (hint !== undefined) requireDefined(hint);
  return new Undefined(
    'undef',
    typeof hint === 'string' && hint !== '' ? hint : 'Mandatory variable has not been overridden',
  );
}
