import { Undefined, type Value } from '../../value/types.js';
import type { Unit } from './unit.js';

/** An Undefined that knows where the template asked for it, as errors show that place and not the later use. */
export class Missing extends Undefined {
  constructor(
    name: string,
    hint: string | undefined,
    /** Index into the unit's positions. */
    readonly position: number,
    readonly unit: Unit,
    lacking?: { readonly owner: Value; readonly key: Value },
  ) {
    super(name, hint, lacking);
  }
}
