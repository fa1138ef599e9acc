/** The undeclared modules of nunjucks 3.2.4 that `nunjucks.ts` builds on; only what is used is declared. */
declare module 'nunjucks/src/nodes.js' {
  interface NodeConstructor {
    new (lineno: number, colno: number): { lineno: number; colno: number; readonly typename: string };
    extend(name: string, properties: { fields: string[] }): NodeConstructor;
  }
  const nodes: Readonly<Record<string, NodeConstructor | undefined>> & { readonly Node: NodeConstructor };
  export default nodes;
}

declare module 'nunjucks/src/parser.js' {
  interface TokenLike {
    readonly type: string;
    readonly value: string;
    readonly lineno: number;
    readonly colno: number;
  }
  class Parser<T extends TokenLike = TokenLike, N = unknown> {
    constructor(tokens: { nextToken(): T });
    nextToken(withWhitespace?: boolean): T;
    peekToken(): T;
    pushToken(token: T): void;
    skip(type: string): boolean;
    skipValue(type: string, value: string): boolean;
    skipSymbol(name: string): boolean;
    expect(type: string): T;
    fail(message: string, lineno?: number, colno?: number): never;
    parseUntilBlocks(...names: string[]): N;
    parse(): N;
    breakOnBlocks: string[] | null;
  }
  const module: { readonly Parser: typeof Parser };
  export default module;
}

declare module 'nunjucks/src/compiler.js' {
  class Compiler {
    constructor(templateName: string | null, throwOnUndefined: boolean);
    codebuf: string[];
    buffer: string | null;
    compile(node: object, frame: object): void;
    _emit(code: string): void;
    _emitLine(code: string): void;
    _tmpid(): string;
    _pushBuffer(): string;
    _popBuffer(): void;
    getCode(): string;
  }
  const module: { readonly Compiler: typeof Compiler };
  export default module;
}
