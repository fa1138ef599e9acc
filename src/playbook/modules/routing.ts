import { readFileSync } from 'node:fs';
import { isFile } from '../../template/files/status.js';

const texts = new Map<string, string>();

/**
 * The new name that a collection's `meta/runtime.yml` gives a module or a piece of shared code
 * (`plugin_routing.modules.NAME.redirect`).
 * Looks for the lines themselves: ansible-core's own table has 9,000 of them, and reading it whole as YAML takes half a second.
 */
export function redirectOf(runtimeFile: string, kinds: readonly string[], name: string): string | undefined {
  const text = textOf(runtimeFile);
  for (const kind of kinds) {
    const target = redirectIn(section(text, kind), name);
    if (target !== undefined) return target;
  }
  return undefined;
}

function textOf(file: string): string {
  let text = texts.get(file);
  if (text === undefined) {
    text = isFile(file) ? readFileSync(file, 'utf8') : '';
    texts.set(file, text);
  }
  return text;
}

/** What a collection's `meta/runtime.yml` says of a module that it had once (`plugin_routing.modules.NAME.tombstone`). */
export function tombstoneOf(runtimeFile: string, name: string): string | undefined {
  const entry = entryOf(section(textOf(runtimeFile), 'modules'), name);
  if (entry === undefined || !/^ +tombstone:/m.test(entry)) return undefined;
  return /^ +warning_text:\s*['"]?(.*?)['"]?\s*$/m.exec(entry)?.[1] ?? 'use another module';
}

/** The lines below `plugin_routing: → name:`. */
function section(text: string, name: string): string {
  const routing = /^plugin_routing:[ \t]*(?:#.*)?\n((?:[ \t].*\n?|\s*\n|#.*\n?)*)/m.exec(text)?.[1] ?? '';
  const heading = new RegExp(`^( +)${name}:[ \\t]*(?:#.*)?$`, 'm').exec(routing);
  if (!heading) return '';
  const rest = routing.slice(heading.index + heading[0].length + 1);
  const end = rest.search(new RegExp(`^ {1,${heading[1]!.length}}[^ \\n#]`, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}

function redirectIn(lines: string, module: string): string | undefined {
  return /^ +redirect:\s*['"]?([\w.]+)/m.exec(entryOf(lines, module) ?? '')?.[1];
}

/** The lines below a name. */
function entryOf(lines: string, name: string): string | undefined {
  const entry = new RegExp(`^( +)['"]?${name.replaceAll('.', '\\.')}['"]?:[ \\t]*$`, 'm').exec(lines);
  if (!entry) return undefined;
  const rest = lines.slice(entry.index + entry[0].length + 1);
  const end = rest.search(new RegExp(`^ {0,${entry[1]!.length}}[^ \\n#]`, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}
