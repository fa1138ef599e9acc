import { PyError } from '../../value/errors.js';

/** A failure that a lookup reports itself; other errors of lookups are wrapped by the caller. */
export class LookupFailure extends PyError {}

/** Throws the error of a lookup that could not do its work. */
export function lookupFailure(reason: string): never {
  throw new LookupFailure('AnsibleError', reason);
}

/** Throws an error about how a lookup was called. */
export function lookupMisuse(reason: string): never {
  throw new PyError('AnsibleError', reason);
}
