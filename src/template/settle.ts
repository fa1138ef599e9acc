import { fail } from '../diag/diagnostic.js';
import { pyRepr } from '../value/repr.js';
import { Dict, type Kwargs, type Value } from '../value/types.js';

/** Thrown through a render when a lookup has to wait; `Settler.settle` awaits it and renders again. */
export class Pending extends Error {
  constructor(readonly promise: Promise<void>) {
    super('a lookup has to wait');
  }
}

type Outcome = { readonly value: Value[] } | { readonly error: unknown };

/**
 * The results of slow lookups known so far, and how often each call was met in this attempt. Both are made by the
 * first lookup: most work has none.
 */
interface Attempt {
  known: Map<string, Outcome> | undefined;
  met: Map<string, number> | undefined;
}

/** Lets synchronous rendering wait for slow lookups: the work is run again with their results known. */
export class Settler {
  private current: Attempt | undefined;

  /** Runs `work` until no lookup in it has to wait any more. */
  async settle<T>(work: () => T): Promise<T> {
    const attempt: Attempt = { known: undefined, met: undefined };
    for (;;) {
      const outer = this.current;
      attempt.met = undefined;
      this.current = attempt;
      try {
        return work();
      } catch (error) {
        if (!(error instanceof Pending)) throw error;
        this.current = outer;
        await error.promise;
      } finally {
        this.current = outer;
      }
    }
  }

  /**
   * The results of a lookup that `run` starts. The n-th call with the same arguments keeps its own result, so
   * `lookup('pipe', 'uuidgen')` twice gives two. Throws Pending while a result is awaited.
   */
  results(name: string, terms: Value[], kwargs: Kwargs, run: () => Value[] | Promise<Value[]>): Value[] {
    const attempt = this.current;
    if (!attempt) {
      const result = run();
      return result instanceof Promise ? refuse(name, result) : result;
    }
    const call = `${name} ${pyRepr(terms)} ${pyRepr(new Dict(kwargs))}`;
    attempt.met ??= new Map();
    const count = attempt.met.get(call) ?? 0;
    attempt.met.set(call, count + 1);
    const key = `${count} ${call}`;
    attempt.known ??= new Map();
    const { known } = attempt;
    const outcome = known.get(key);
    if (outcome) {
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    }
    const result = run();
    if (!(result instanceof Promise)) return result;
    throw new Pending(
      result.then(
        (value) => void known.set(key, { value }),
        (error: unknown) => void known.set(key, { error }),
      ),
    );
  }
}

function refuse(name: string, result: Promise<Value[]>): never {
  result.catch(() => undefined);
  return fail('template-error', `the lookup '${name}' has to wait, which is not possible here`);
}
