import type { DiagnosticError } from '../../diag/diagnostic.js';
import { Undefined } from '../../value/types.js';
import { saidBy } from '../failure.js';

/**
 * A variable whose own template met an undefined name. As in Ansible that is an error only when the variable is
 * used, so `default()` still catches it.
 */
export class DeferredUndefined extends Undefined {
  constructor(
    name: string,
    readonly cause: DiagnosticError,
    /** The variable's source as text. */
    private readonly source?: string,
  ) {
    super(name, cause.message);
  }

  /** The text of the error in ansible-core's words. */
  get said(): string {
    const said = saidBy(this.cause);
    return this.source === undefined ? said : `${this.source}: ${said}`;
  }
}
