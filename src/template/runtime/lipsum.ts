import { bind } from '../../value/bind.js';
import { asIndex } from '../../value/coerce.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';

const words =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua'.split(
    ' ',
  );

/** `lipsum(n=5, html=true, min=20, max=100)`: paragraphs of filler text, the same at every call. */
export function lipsum(args: Value[], kwargs: Kwargs): string {
  const given = bind(
    'lipsum',
    [
      ['n', 5],
      ['html', true],
      ['min', 20],
      ['max', 100],
    ],
    args,
    kwargs,
  );
  const length = Math.max(1, asIndex(given.min));
  const paragraphs = Array.from({ length: asIndex(given.n) }, (_, i) => paragraph(length, i));
  return truthy(given.html) ? paragraphs.map((text) => `<p>${text}</p>`).join('\n') : paragraphs.join('\n\n');
}

function paragraph(length: number, shift: number): string {
  const text = Array.from({ length }, (_, i) => words[(i + shift) % words.length]!).join(' ');
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}
