import type { At } from './ast.js';

/** Turns offsets of a text into 0-based lines and columns; cheapest when asked in ascending order. */
export class LineMap {
  private readonly starts: number[] = [0];
  private last = 0;

  constructor(text: string) {
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) this.starts.push(i + 1);
  }

  at(offset: number): At {
    let line = this.starts[this.last]! <= offset ? this.last : 0;
    while (line + 1 < this.starts.length && this.starts[line + 1]! <= offset) line++;
    this.last = line;
    return { lineno: line, colno: offset - this.starts[line]! };
  }
}
