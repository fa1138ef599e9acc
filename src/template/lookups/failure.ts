import { PyError } from '../../value/errors.js';

/** Throws the error of a lookup, named in front of the reason. */
export function lookupFailure(lookup: string, reason: string): never {
  throw new PyError('AnsibleError', `the ${lookup} lookup failed: ${reason}`);
}
