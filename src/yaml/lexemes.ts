import { type CST, Lexer, Parser } from 'yaml';

/** The private parts of the yaml library's lexer that lexemes() adjusts; load.test.ts pins what they do. */
interface LexerInternals {
  indentNext: number;
  parseQuotedScalar(): Generator<string, unknown>;
  parseFlowCollection(): Generator<string, unknown>;
}

/**
 * The syntax tokens of a text. As in PyYAML, and unlike YAML 1.2, the further lines of a quoted text and of a
 * `[…]` or `{…}` need no indentation: `x: "{{` … `}}"` with the end at the key's column is common in playbooks.
 */
export function* tokens(text: string, onNewLine: (offset: number) => void): Generator<CST.Token> {
  const lexer = new Lexer();
  const internals = lexer as unknown as LexerInternals;
  internals.parseQuotedScalar = unindented(internals, internals.parseQuotedScalar);
  internals.parseFlowCollection = unindented(internals, internals.parseFlowCollection);
  const parser = new Parser(onNewLine);
  onNewLine(0);
  for (const lexeme of lexer.lex(text)) yield* parser.next(lexeme);
  yield* parser.end();
}

function unindented(lexer: LexerInternals, parse: () => Generator<string, unknown>) {
  return function* relaxed(): Generator<string, unknown> {
    const indent = lexer.indentNext;
    lexer.indentNext = 0;
    const next = yield* parse.call(lexer);
    lexer.indentNext = indent;
    return next;
  };
}
