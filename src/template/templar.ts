import { DiagnosticError, diagnostic } from '../diag/diagnostic.js';
import { PyError } from '../value/errors.js';
import { withoutMarkup } from '../value/markup.js';
import type { Value } from '../value/types.js';
import { checkText } from './check.js';
import { conditionOf } from './condition.js';
import { Environment } from './environment.js';
import { compileText, isUndefinedVariable, renderText } from './failure.js';
import { readHeader } from './header.js';
import { Resolver } from './resolver.js';
import { RenderContext } from './runtime/context.js';
import { inlineSyntax, type Syntax } from './syntax/token.js';
import { restoreNewlines } from './trailingNewlines.js';
import { isTrusted } from './trust.js';
import type { RenderOptions, Scope, Templar, TemplarOptions } from './types.js';

const marker = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/;

/** Makes the Templar of a run. Without options it renders as ansible-core 2.14 does with its default configuration. */
export function createTemplar(options: TemplarOptions = {}): Templar {
  const environment = new Environment(options);
  const templar: Templar = {
    native: options.native ?? false,
    renderFile: (source, scope, render) => renderFile(source, scope, render, environment, templar),
    resolve: (value, scope, resolve) => resolver.resolve(value, scope, resolve),
    evaluate(expression, scope, at) {
      const unit = environment.expressionUnit(expression, at);
      const context = new RenderContext({ environment, templar, scope, searchPath: [], result: 'typed' });
      return withoutMarkup(context.run(unit));
    },
    lookup(name, terms, kwargs, scope, at) {
      const context = new RenderContext({ environment, templar, scope, searchPath: [], result: 'typed' });
      try {
        return context.lookup(name, terms, kwargs);
      } catch (error) {
        if (!(error instanceof PyError)) throw error;
        const code = error.pyType === 'UndefinedError' ? 'undefined-variable' : 'template-error';
        throw new DiagnosticError(diagnostic(code, error.message, { span: at }), { cause: error });
      }
    },
    condition: (clause, scope, at) => conditionOf(clause, scope, at, environment, templar),
    isTemplate: (text) => marker.test(text),
    isTrusted: (text, scope, besides) => isTrusted(text, scope, environment, besides),
    check: (text, kind, at) => checkText(text, kind, at, environment),
    settle: (work) => environment.settler.settle(work),
  };
  const resolver = new Resolver(environment, templar);
  return templar;
}

function renderFile(
  source: string,
  scope: Scope,
  options: RenderOptions,
  environment: Environment,
  templar: Templar,
): string {
  const header = readHeader(source, { file: options.file, line: 1, col: 1 });
  const syntax = { ...fileSyntax(options, environment), ...header.overrides };
  const unit = compileText(header.body, () => environment.fileUnit(header.body, header.at!, syntax, 'text'));
  const searchPath = options.searchPath ?? [];
  const context = new RenderContext({ environment, templar, scope, searchPath, result: 'text' });
  let text: Value;
  try {
    text = renderText(header.body, () => context.run(unit));
  } catch (error) {
    if (environment.options.failOnUndefined === false && isUndefinedVariable(error)) return header.body;
    throw error;
  }
  if (typeof text !== 'string') throw new Error('a template file renders to text');
  return options.keepTrailingNewline === false
    ? text
    : restoreNewlines(text, header.body, syntax.newlineSequence);
}

function fileSyntax(options: RenderOptions, environment: Environment): Syntax {
  return {
    blockStart: options.blockStart ?? inlineSyntax.blockStart,
    blockEnd: options.blockEnd ?? inlineSyntax.blockEnd,
    variableStart: options.variableStart ?? inlineSyntax.variableStart,
    variableEnd: options.variableEnd ?? inlineSyntax.variableEnd,
    commentStart: options.commentStart ?? inlineSyntax.commentStart,
    commentEnd: options.commentEnd ?? inlineSyntax.commentEnd,
    trimBlocks: options.trimBlocks ?? true,
    lstripBlocks: options.lstripBlocks ?? false,
    keepTrailingNewline: false,
    newlineSequence: options.newlineSequence ?? '\n',
    literalBackslashes: false,
    extensions: environment.inline.extensions,
  };
}
