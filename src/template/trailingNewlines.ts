/**
 * Gives rendered text at least as many newlines at its end as its source has: Jinja2 drops one of the source,
 * and Ansible puts it back.
 */
export function restoreNewlines(rendered: string, source: string, sequence: string): string {
  const missing = countAtEnd(source) - countAtEnd(rendered);
  return missing > 0 ? rendered + sequence.repeat(missing) : rendered;
}

function countAtEnd(text: string): number {
  let i = text.length;
  while (i > 0 && text[i - 1] === '\n') i--;
  return text.length - i;
}
