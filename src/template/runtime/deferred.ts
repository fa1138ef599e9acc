import type { DiagnosticError } from '../../diag/diagnostic.js';
import { Undefined } from '../../value/types.js';

/**
 * A variable whose own template met an undefined name. As in Ansible that is an error only when the variable is
 * used, so `default()` still catches it.
 */
export class DeferredUndefined extends Undefined {
  constructor(
    name: string,
    readonly cause: DiagnosticError,
  ) {
    super(name, cause.message);
  }
}
