import { typeError } from '../../value/errors.js';
import { pyRepr } from '../../value/repr.js';
import { Callable, Dict, type Kwargs, Tuple, Undefined, type Value } from '../../value/types.js';

/** Which of the special variables the body of a macro uses. */
interface MacroUses {
  readonly varargs: boolean;
  readonly kwargs: boolean;
  readonly caller: boolean;
}

type MacroBody = (given: (Value | undefined)[], varargs: Tuple, kwargs: Dict, caller: Value) => Value;

/** A template's macro as a callable value: binds arguments to parameters as Jinja2 does. The body of `call` has no name. */
export function macro(
  name: string | null,
  params: readonly string[],
  uses: MacroUses,
  body: MacroBody,
): Macro {
  return new Macro(name, params, uses, body);
}

class Macro extends Callable {
  override readonly pyType = 'Macro';

  constructor(
    name: string | null,
    private readonly params: readonly string[],
    private readonly uses: MacroUses,
    body: MacroBody,
  ) {
    super(name ?? 'caller', (args, kwargs) => {
      if (args.length > params.length && !uses.varargs) {
        typeError(`macro ${pyRepr(name)} takes not more than ${params.length} argument(s)`);
      }
      const rest = new Map(kwargs);
      const caller = this.takeCaller(rest);
      const given = params.map((param, i) => this.take(param, i, args, rest));
      this.refuse(rest);
      return body(given, new Tuple(args.slice(params.length)), new Dict(rest), caller);
    });
  }

  override pyRepr(): string {
    return `<Macro '${this.name}'>`;
  }

  override pyAttribute(name: string): Value | undefined {
    switch (name) {
      case 'name':
        return this.name;
      case 'arguments':
        return new Tuple([...this.params]);
      case 'catch_varargs':
        return this.uses.varargs;
      case 'catch_kwargs':
        return this.uses.kwargs;
      case 'caller':
        return this.uses.caller;
      default:
        return undefined;
    }
  }

  private takeCaller(rest: Map<string, Value>): Value {
    const caller = rest.get('caller');
    if (!this.uses.caller || this.params.includes('caller'))
      return new Undefined('caller', 'No caller defined');
    rest.delete('caller');
    return caller ?? new Undefined('caller', 'No caller defined');
  }

  private take(
    param: string,
    i: number,
    args: readonly Value[],
    rest: Map<string, Value>,
  ): Value | undefined {
    const named = rest.get(param);
    if (i < args.length) return args[i];
    rest.delete(param);
    return named;
  }

  private refuse(rest: Kwargs): void {
    if (rest.size === 0 || this.uses.kwargs) return;
    if (rest.has('caller')) {
      typeError(
        `macro '${this.name}' was invoked with two values for the special caller argument. This is most likely a bug.`,
      );
    }
    const [name] = rest.keys();
    typeError(`macro '${this.name}' takes no keyword argument '${name}'`);
  }
}
