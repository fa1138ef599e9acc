/** Output of the probe script, taken apart. */
export interface ProbeOutput {
  /** Lines of a file, undefined when it does not exist or cannot be read. */
  file(path: string): readonly string[] | undefined;
  /** First line of a file, trimmed; undefined when it does not exist or is empty. */
  value(path: string): string | undefined;
  /** Paths that were read and start with `prefix`. */
  paths(prefix: string): string[];
  /** Text of a section, without the final newline; empty when it was not printed. */
  section(name: string): string;
  /** All sections in order, for those that repeat. */
  readonly sections: readonly (readonly [name: string, text: string])[];
  /** Paths and commands the script found. */
  exists(name: string): boolean;
}

/** Takes the output of the probe script apart. */
export function parseProbeOutput(text: string): ProbeOutput {
  const sections = splitSections(text);
  const byName = new Map(sections);
  const files = parseFiles(byName.get('files') ?? '');
  const found = new Set(`${byName.get('exists') ?? ''}\n${byName.get('commands') ?? ''}`.split('\n'));
  return {
    sections,
    file: (path) => files.get(path),
    value: (path) => files.get(path)?.[0]?.trim() || undefined,
    paths: (prefix) => [...files.keys()].filter((path) => path.startsWith(prefix)),
    section: (name) => byName.get(name) ?? '',
    exists: (name) => found.has(name),
  };
}

function splitSections(text: string): [string, string][] {
  return text
    .split(/^\x01/m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1).replace(/\n$/, '')];
    });
}

/** `path:line`; none of the probed paths holds a colon. */
function parseFiles(text: string): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const path = line.slice(0, colon);
    const lines = files.get(path);
    if (lines) lines.push(line.slice(colon + 1));
    else files.set(path, [line.slice(colon + 1)]);
  }
  return files;
}
