import { type Diagnostic, DiagnosticError } from '../diag/diagnostic.js';

/** The names of ansible-core's exceptions carry their module. */
const ansibleErrors = new Set(['AnsibleError', 'AnsibleFilterError', 'AnsibleUndefinedVariable']);

/**
 * An error of a template, with the text that ansible-core gives for it: results of failed tasks carry that text,
 * since playbooks look into it, while the findings say the same in plain words.
 */
export class TemplateFailure extends DiagnosticError {
  constructor(
    findings: readonly Diagnostic[],
    /** Python's exception type. */
    readonly pyType: string,
    /** The exception's text. */
    readonly said: string,
    options?: { cause?: unknown },
  ) {
    super(findings, options);
  }
}

/** The text of an error in ansible-core's words. */
export function saidBy(error: DiagnosticError): string {
  return error instanceof TemplateFailure ? error.said : error.message;
}

/** The error of a keyword that ansible-core reports in the template's own words. */
export function plainFailure(error: DiagnosticError): TemplateFailure {
  return new TemplateFailure(error.diagnostics, 'AnsibleError', saidBy(error), { cause: error });
}

/** true for the error of an undefined name, attribute or element. */
export function isUndefinedVariable(error: unknown): error is DiagnosticError {
  return error instanceof DiagnosticError && error.diagnostics[0]?.code === 'undefined-variable';
}

/** Compiles the text `data`; a mistake in it becomes ansible-core's error. */
export function compileText<T>(data: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    throw error instanceof DiagnosticError ? syntaxFailure(error, data) : error;
  }
}

/** Renders the text `data`; what fails in it becomes ansible-core's error. */
export function renderText<T>(data: string, render: () => T): T {
  try {
    return render();
  } catch (error) {
    throw leavingText(error, data);
  }
}

/** The error that leaves the rendering of the text `data`: ansible-core names the text, or says the cause twice. */
function leavingText(error: unknown, data: string): unknown {
  if (!(error instanceof DiagnosticError)) return error;
  const said = saidBy(error);
  const rename = (pyType: string, text: string): TemplateFailure =>
    new TemplateFailure(error.diagnostics, pyType, text, { cause: error });
  if (isTypeError(error) && said.includes('AnsibleUndefined')) {
    const advice = `Unable to look up a name or access an attribute in template string (${data}).\nMake sure your variable name does not contain invalid characters like '-': ${said}. ${said}`;
    return rename('AnsibleUndefinedVariable', `${advice}. ${advice}`);
  }
  if (isTypeError(error)) {
    const text = `Unexpected templating type error occurred on (${data}): ${said}`;
    return rename('AnsibleError', `${text}. ${said}`);
  }
  return isUndefinedVariable(error) ? rename('AnsibleUndefinedVariable', `${said}. ${said}`) : error;
}

/** The error for a mistake in the syntax of `data`. */
function syntaxFailure(error: DiagnosticError, data: string): TemplateFailure {
  const said = saidBy(error);
  const text = `template error while templating string: ${said}. String: ${data}. ${said}`;
  return new TemplateFailure(error.diagnostics, 'AnsibleError', text, { cause: error });
}

/** The error of a template that meets an error in the text of one of its variables. */
export function leavingVariable(error: DiagnosticError, source: string): TemplateFailure {
  const pyType = error instanceof TemplateFailure ? error.pyType : 'AnsibleError';
  const name = ansibleErrors.has(pyType) ? `ansible.errors.${pyType}` : pyType;
  const text = `An unhandled exception occurred while templating '${source}'. Error was a <class '${name}'>, original message: ${saidBy(error)}`;
  return new TemplateFailure(error.diagnostics, 'AnsibleError', text, { cause: error });
}

function isTypeError(error: DiagnosticError): boolean {
  return error instanceof TemplateFailure && error.pyType === 'TypeError';
}

/** The text of an error that the condition `clause` met. */
export function conditionSaid(clause: string, error: DiagnosticError): string {
  const said = saidBy(error);
  const cause = isUndefinedVariable(error) ? `error while evaluating conditional (${clause}): ${said}` : said;
  return `The conditional check '${clause}' failed. The error was: ${cause}`;
}

/** The error of a task whose argument is the condition `clause`. */
export function conditionFailure(clause: string, error: DiagnosticError): TemplateFailure {
  return new TemplateFailure(error.diagnostics, 'AnsibleError', conditionSaid(clause, error), {
    cause: error,
  });
}

/** The error of a task that renders a template file: its text begins with the exception's type. */
export function fileFailure(error: TemplateFailure): TemplateFailure {
  const said = `${error.pyType}: ${error.said}`;
  return new TemplateFailure(error.diagnostics, 'AnsibleError', said, { cause: error });
}
