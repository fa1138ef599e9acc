/** Width of a text in pixels, for the widest of the common sans-serif fonts. */
export function measure(text: string, size: number): number {
  let width = 0;
  for (const char of text) width += widthOf(char);
  return width * size;
}

/** The text cut to a width in pixels, with an ellipsis where something was left out. */
export function fitted(text: string, size: number, width: number): string {
  if (measure(text, size) <= width) return text;
  let cut = text;
  while (cut !== '' && measure(`${cut}…`, size) > width) cut = cut.slice(0, -1);
  return `${cut.trimEnd()}…`;
}

/** In units of the font's size. */
function widthOf(char: string): number {
  if (/[il.,:;|'!/ ()[\]-]/.test(char)) return 0.37;
  if (/[mwMW@%—]/.test(char)) return 0.97;
  if (/[A-Z]/.test(char)) return 0.71;
  return /[ -~]/.test(char) ? 0.63 : 1;
}
