import { PyError } from '../../value/errors.js';

/** Throws the error of the filter json_query. */
export function jmespathError(reason: string): never {
  throw new PyError('AnsibleError', `JMESPathError in json_query filter plugin:\n${reason}`);
}
