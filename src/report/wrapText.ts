/** Where Python's textwrap may break: blanks, hyphens between letters, around dashes. */
const PIECES =
  /([\t\n\v\f\r ]+|(?<=[\w!"'&.,?])-{2,}(?=\w)|[^\t\n\v\f\r ]+?(?:-(?:(?<=[^\d\W]{2}-)|(?<=[^\d\W]-[\w!"'&.,?]-))(?=[^\d\W]-?[^\d\W])|(?=[\t\n\v\f\r ]|$)|(?<=[\w!"'&.,?])(?=-{2,}\w)))/g;

/** Breaks a text into lines of at most `width` columns as Python's `textwrap.wrap` does. */
export function wrapText(text: string, width: number): string[] {
  const pieces =
    text
      .replace(/\t/g, '        ')
      .replace(/[\n\v\f\r]/g, ' ')
      .match(PIECES) ?? [];
  const lines: string[] = [];
  let line = '';
  const flush = (): void => {
    if (line.trimEnd() !== '') lines.push(line.trimEnd());
    line = '';
  };
  for (let piece of pieces) {
    if (line === '' && lines.length > 0 && piece.trim() === '') continue;
    if (line.length + piece.length > width) {
      if (piece.trim() === '') {
        flush();
        continue;
      }
      if (piece.length <= width) flush();
      while (line.length + piece.length > width) {
        const room = width - line.length;
        line += piece.slice(0, room);
        piece = piece.slice(room);
        flush();
      }
    }
    line += piece;
  }
  flush();
  return lines;
}
