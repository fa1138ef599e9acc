/** Names of the Python exceptions that values and filters raise. */
type PyErrorType =
  | 'TypeError'
  | 'ValueError'
  | 'KeyError'
  | 'IndexError'
  | 'AttributeError'
  | 'ZeroDivisionError'
  | 'OverflowError'
  | 'UnicodeError'
  | 'UndefinedError'
  | 'FilterArgumentError'
  | 'TemplateRuntimeError'
  | 'OSError'
  | 'AnsibleError';

/**
 * A failed operation on values, with the message Python or Ansible gives for it. Whoever knows the place in the
 * source (the template runtime) turns it into a diagnostic.
 */
export class PyError extends Error {
  override readonly name = 'PyError';

  constructor(
    readonly pyType: PyErrorType,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Throws a TypeError; `value`, when given, is what was refused, so that an undefined one can be named. */
export function typeError(message: string, value?: unknown): never {
  throw new PyError('TypeError', message, { cause: value });
}

/** Throws a ValueError. */
export function valueError(message: string): never {
  throw new PyError('ValueError', message);
}
