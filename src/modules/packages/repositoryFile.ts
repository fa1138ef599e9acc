/** Options of a repository, in the order they are written. */
type RepositoryOptions = ReadonlyMap<string, string>;

interface Section {
  readonly name: string;
  readonly text: string;
}

/** The options of a section of a `.repo` file; undefined when it is not there. Continued lines are joined by newlines. */
export function readRepository(text: string, name: string): RepositoryOptions | undefined {
  const section = split(text).sections.find((each) => each.name === name);
  if (!section) return undefined;
  const options = new Map<string, string>();
  let last: string | undefined;
  for (const line of section.text.split('\n').slice(1)) {
    if (line.trim() === '' || /^\s*[#;]/.test(line)) continue;
    const [, key, value = ''] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (key !== undefined && !/^\s/.test(line)) {
      last = key.toLowerCase();
      options.set(last, value.trim());
    } else if (last !== undefined) options.set(last, `${options.get(last)}\n${line.trim()}`);
  }
  return options;
}

/**
 * The file with the section as given, in its old place or at the end; without it when `options` is undefined. Other
 * sections keep their text.
 */
export function writeRepository(text: string, name: string, options: RepositoryOptions | undefined): string {
  const { head, sections } = split(text);
  const lines = [...(options ?? [])].map(([key, value]) => `${key} = ${value.replaceAll('\n', '\n\t')}\n`);
  const own = { name, text: `[${name}]\n${lines.join('')}\n` };
  const there = sections.some((section) => section.name === name);
  const rest =
    options === undefined
      ? sections.filter((section) => section.name !== name)
      : there
        ? sections.map((section) => (section.name === name ? own : section))
        : [...sections, own];
  return head + rest.map((section) => withBlankLine(section.text)).join('');
}

function split(text: string): { readonly head: string; readonly sections: readonly Section[] } {
  const [head = '', ...parts] = text.split(/^(?=\[)/m);
  const all = text.startsWith('[') ? [head, ...parts] : parts;
  return {
    head: text.startsWith('[') ? '' : head,
    sections: all.map((part) => ({ name: /^\[([^\]\n]*)\]/.exec(part)?.[1] ?? '', text: part })),
  };
}

function withBlankLine(text: string): string {
  return `${text.trimEnd()}\n\n`;
}
