import type { Value } from '../../value/types.js';

/** Types carry the names nunjucks' Parser expects where it has one. */
export type TokenType =
  | 'data'
  | 'block-start'
  | 'block-end'
  | 'variable-start'
  | 'variable-end'
  | 'symbol'
  | 'string'
  | 'int'
  | 'float'
  | 'operator'
  | 'eof';

/** A piece of template text; line and column are 0-based. */
export interface Token {
  readonly type: TokenType;
  readonly value: string;
  /** The value of a number literal. */
  readonly number?: Value;
  readonly lineno: number;
  readonly colno: number;
}

/** Everything that changes how a text is read; part of the key under which compiled text is cached. */
export interface Syntax {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  /** What makes the rest of a line a statement, or a comment; absent: nothing. */
  readonly lineStatementPrefix?: string;
  readonly lineCommentPrefix?: string;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly keepTrailingNewline: boolean;
  readonly newlineSequence: '\n' | '\r' | '\r\n';
  /** Backslashes in the strings of `{{ }}` stand for themselves (inline expressions of YAML files). */
  readonly literalBackslashes: boolean;
  /** `do` and `loopcontrols`, as `jinja2_extensions` names them. */
  readonly extensions: readonly string[];
}

/** Ansible's settings of Jinja2 for strings in YAML files. */
export const inlineSyntax: Syntax = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  trimBlocks: true,
  lstripBlocks: false,
  keepTrailingNewline: false,
  newlineSequence: '\n',
  literalBackslashes: true,
  extensions: [],
};
