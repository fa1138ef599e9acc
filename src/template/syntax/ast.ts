import type { Value } from '../../value/types.js';

/** Position of a node: 0-based line and column in the template text. */
export interface At {
  lineno: number;
  colno: number;
}

interface Base<T extends string> extends At {
  readonly typename: T;
}

export interface Literal extends Base<'Literal'> {
  value: Value;
}
export interface Name extends Base<'Symbol'> {
  value: string;
}
export interface ListLiteral extends Base<'Array'> {
  children: Expr[];
}
export interface TupleLiteral extends Base<'Tuple'> {
  children: Expr[];
}
interface Pair extends Base<'Pair'> {
  key: Expr;
  value: Expr;
}
export interface DictLiteral extends Base<'Dict'> {
  children: Pair[];
}
/** `a.b` (`attribute`) or `a[b]`. */
export interface LookupVal extends Base<'LookupVal'> {
  target: Expr;
  val: Expr;
  attribute: boolean;
}
export interface Slice extends Base<'Slice'> {
  start: Expr | null;
  stop: Expr | null;
  step: Expr | null;
}
/** Arguments of a call, filter or test. */
export interface Arguments {
  positional: Expr[];
  keywords: { name: string; value: Expr }[];
  spread: Expr | null;
  spreadKeywords: Expr | null;
}
export interface FunCall extends Base<'FunCall'> {
  name: Expr;
  args: Arguments;
}
/** `input | name(args)`; the input of a filter block is the text `Captured`. */
export interface Filter extends Base<'Filter'> {
  name: string;
  input: Expr;
  args: Arguments;
}
/** `input is name(args)`. */
export interface Is extends Base<'Is'> {
  name: string;
  input: Expr;
  args: Arguments;
}
interface BinaryOf<T extends string> extends Base<T> {
  left: Expr;
  right: Expr;
}
interface UnaryOf<T extends string> extends Base<T> {
  target: Expr;
}
export type BinaryType = 'Add' | 'Sub' | 'Mul' | 'Div' | 'FloorDiv' | 'Mod' | 'Pow';
export type Binary = { [T in BinaryType]: BinaryOf<T> }[BinaryType];
export type Logical = BinaryOf<'And'> | BinaryOf<'Or'>;
export type Unary = UnaryOf<'Not'> | UnaryOf<'Neg'> | UnaryOf<'Pos'>;
export interface Concat extends Base<'Concat'> {
  children: Expr[];
}
export interface Compare extends Base<'Compare'> {
  expr: Expr;
  ops: { type: string; expr: Expr; at: At }[];
}
export interface InlineIf extends Base<'InlineIf'> {
  cond: Expr;
  body: Expr;
  else_: Expr | null;
}
/** The text captured so far, as the input of the filters of a filter or set block. */
export interface Captured extends Base<'Captured'> {
  id: string;
}
/** A text that is a template of its own. */
export interface Embedded extends Base<'Embedded'> {
  text: string;
}

export type Expr =
  | Literal
  | Name
  | ListLiteral
  | TupleLiteral
  | DictLiteral
  | LookupVal
  | Slice
  | FunCall
  | Filter
  | Is
  | Binary
  | Logical
  | Unary
  | Concat
  | Compare
  | InlineIf
  | Captured
  | Embedded;

/** `ns.attr` as the target of `set`. */
interface NamespaceRef extends Base<'NamespaceRef'> {
  name: string;
  attribute: string;
}
interface TargetTuple extends Base<'TargetTuple'> {
  children: Target[];
}
export type Target = Name | TargetTuple | NamespaceRef;

export interface Body extends Base<'NodeList'> {
  children: Statement[];
}
export interface TemplateData extends Base<'TemplateData'> {
  value: string;
}
export interface Print extends Base<'Print'> {
  expr: Expr;
}
export interface If extends Base<'If'> {
  cond: Expr;
  body: Body;
  else_: Body | If | null;
}
export interface For extends Base<'For'> {
  target: Target;
  arr: Expr;
  test: Expr | null;
  recursive: boolean;
  body: Body;
  else_: Body | null;
}
export interface SetStatement extends Base<'Set'> {
  target: Target;
  value: Expr;
}
export interface SetBlock extends Base<'SetBlock'> {
  target: Target;
  filter: Expr;
  capture: Captured;
  body: Body;
}
export interface Parameter {
  name: string;
  default: Expr | null;
}
export interface Macro extends Base<'Macro'> {
  name: string;
  params: Parameter[];
  body: Body;
}
export interface CallBlock extends Base<'CallBlock'> {
  call: FunCall;
  params: Parameter[];
  body: Body;
}
export interface FilterBlock extends Base<'FilterBlock'> {
  filter: Expr;
  capture: Captured;
  body: Body;
}
export interface With extends Base<'With'> {
  bindings: { target: Target; value: Expr }[];
  body: Body;
}
/** `{% autoescape value %}`. */
export interface Autoescape extends Base<'Autoescape'> {
  value: Expr;
  body: Body;
}
export interface Include extends Base<'Include'> {
  template: Expr;
  ignoreMissing: boolean;
  withContext: boolean;
}
export interface Import extends Base<'Import'> {
  template: Expr;
  target: string;
  withContext: boolean;
}
export interface FromImport extends Base<'FromImport'> {
  template: Expr;
  names: { name: string; alias: string }[];
  withContext: boolean;
}
export interface Extends extends Base<'Extends'> {
  template: Expr;
}
export interface Block extends Base<'Block'> {
  name: string;
  scoped: boolean;
  required: boolean;
  body: Body;
}
export interface Do extends Base<'Do'> {
  expr: Expr;
}
export type LoopControl = Base<'Break'> | Base<'Continue'>;

export type Statement =
  | Body
  | TemplateData
  | Print
  | If
  | For
  | SetStatement
  | SetBlock
  | Macro
  | CallBlock
  | FilterBlock
  | With
  | Autoescape
  | Include
  | Import
  | FromImport
  | Extends
  | Block
  | Do
  | LoopControl;

export type AstNode = Expr | Statement | Body | Target | Pair;
