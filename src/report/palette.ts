/** What a colour is for, with the codes of Ansible's default colours. */
const CODES = {
  changed: '0;33',
  debug: '1;30',
  deprecate: '0;35',
  diffAdd: '0;32',
  diffLines: '0;36',
  diffRemove: '0;31',
  error: '0;31',
  ok: '0;32',
  skip: '0;36',
  unreachable: '1;31',
  verbose: '0;34',
  warn: '1;35',
} as const;

export type Role = keyof typeof CODES;

/** Colours a text for a role; a text of several lines line by line. Without colour the text comes back as it is. */
export type Paint = (text: string, role: Role) => string;

/** Makes the painter of a run. */
export function painter(color: boolean): Paint {
  if (!color) return (text) => text;
  return (text, role) =>
    text
      .split('\n')
      .map((line) => `\u001b[${CODES[role]}m${line}\u001b[0m`)
      .join('\n');
}
