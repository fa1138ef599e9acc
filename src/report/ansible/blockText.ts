import { unprintable } from '../../yaml/scalarStyle.js';

/** Texts of several lines are written as they are. */
export function blockOf(text: string): string | undefined {
  return /[\n\x85\u2028\u2029]/.test(text) ? text : undefined;
}

/** The same, without what YAML cannot hold in a block: blanks at the end of lines, tabs, control characters. */
export function lossyBlockOf(text: string): string | undefined {
  if (blockOf(text) === undefined) return undefined;
  const plain = expandTabs(text.trimEnd()).replace(new RegExp(unprintable, 'g'), keepNextLine);
  return plain.replace(/ +([\n\x85\u2028\u2029])/g, '$1');
}

function keepNextLine(char: string): string {
  return char === '\x85' ? char : '';
}

/** What the yaml callback of community.general makes of texts of several lines. */
export function readableBlockOf(text: string): string | undefined {
  if (!/[\n\r\x1c-\x1e\x85\u2028\u2029]/.test(text)) return undefined;
  const printable = text.trimEnd().replace(/[\0-\x08\x0e-\x1f\x7f-\x9f]/g, '');
  return expandTabs(printable)
    .replace(/[\v\f\r]/g, '')
    .replace(/ +\n/g, '\n');
}

/** Python's str.expandtabs: up to the next multiple of eight columns. */
function expandTabs(text: string): string {
  return text
    .split(/(?<=[\n\r])/)
    .map((line) => {
      let out = '';
      for (const char of line) out += char === '\t' ? ' '.repeat(8 - ([...out].length % 8)) : char;
      return out;
    })
    .join('');
}
