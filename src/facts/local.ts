import { loads } from '../value/json.js';
import { Dict, type Value } from '../value/types.js';
import type { ProbeOutput } from './output.js';

/** Facts of the host's own `*.fact` files: JSON or INI, printed by a program or read. Bad ones become a sentence and a warning. */
export function localFacts(probe: ProbeOutput, warn: (text: string) => void): Dict {
  const facts = new Dict();
  const statuses = new Map(
    probe.sections.flatMap(([name, text]) =>
      name.startsWith('local-status ') ? [[name.slice(13), Number(text)] as const] : [],
    ),
  );
  for (const [name, text] of probe.sections) {
    const match = /^local-(run|read|gone) (.*)$/.exec(name);
    if (!match) continue;
    const path = match[2]!;
    const key = path.split('/').at(-1)!.replace('.fact', '');
    const rc = statuses.get(path) ?? 0;
    const failed = match[1] === 'gone' ? dangling(path) : failedScript(path, rc);
    const value = failed ?? parseFact(text) ?? `error loading facts: neither JSON nor INI in ${path}`;
    if (typeof value === 'string' && (failed !== undefined || parseFact(text) === undefined)) warn(value);
    facts.set(key, value);
  }
  return facts;
}

function failedScript(path: string, rc: number): string | undefined {
  return rc === 0 ? undefined : `Failure executing fact script (${path}), rc: ${rc}, err: `;
}

/** A link to a file that is not there. */
function dangling(path: string): string {
  return `Could not stat fact (${path}): [Errno 2] No such file or directory: '${path}'`;
}

/** JSON as Python reads it, else INI; undefined when it is neither. */
function parseFact(text: string): Value | undefined {
  try {
    return loads(text);
  } catch {
    return parseIniFact(text);
  }
}

/** Python's ConfigParser: lower-case options, `=` or `:`, indented continuation lines, a DEFAULT section. */
function parseIniFact(text: string): Dict | undefined {
  const facts = new Dict();
  const defaults = new Dict();
  let section: Dict | undefined;
  let option: string | undefined;
  for (const line of text.split('\n')) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const head = /^\[([^\]]+)\]/.exec(line);
    if (head) {
      section = head[1] === 'DEFAULT' ? defaults : new Dict();
      if (section !== defaults) facts.set(head[1]!, section);
      option = undefined;
      continue;
    }
    if (section === undefined) return undefined;
    if (/^\s/.test(line) && option !== undefined) {
      section.set(option, `${String(section.get(option))}\n${line.trim()}`);
      continue;
    }
    const match = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line.trim());
    if (!match) return undefined;
    option = match[1]!.toLowerCase();
    section.set(option, match[2]!);
  }
  for (const [name, value] of facts) {
    const own = value as Dict;
    facts.set(name, new Dict([...own, ...[...defaults].filter(([key]) => !own.has(key))]));
  }
  return facts;
}
