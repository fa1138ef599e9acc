import { fail } from '../../diag/diagnostic.js';
import type { SourceSpan } from '../../diag/span.js';

export interface IniEntry {
  readonly value: string;
  readonly span: SourceSpan;
}

interface OpenEntry {
  readonly span: SourceSpan;
  readonly lines: string[];
}

/**
 * Reads a text the way Python's configparser does for ansible.cfg: `#` and `;` begin comments at the start of a line,
 * ` ;` also later in it; deeper indented lines go on with a value; names of keys are in lower case. The entries
 * are under `section.key`. Throws DiagnosticError for lines that are no setting and for what is given twice.
 */
export function parseIniFile(text: string, file: string): Map<string, IniEntry> {
  const open = new Map<string, OpenEntry>();
  const sections = new Set<string>();
  let section: string | undefined;
  let current: OpenEntry | undefined;
  let indent = 0;
  for (const [index, line] of text.split(/\r\n|[\n\r]/).entries()) {
    const span = { file, line: index + 1, col: 1 };
    const content = withoutComment(line);
    if (content === '') {
      if (line.trim() === '') current?.lines.push('');
      continue;
    }
    const depth = line.search(/\S/);
    if (current && depth > indent) {
      current.lines.push(content);
      continue;
    }
    indent = depth;
    const heading = /^\[(.+)\]/.exec(content)?.[1];
    if (heading !== undefined) {
      if (sections.has(heading)) fail('bad-setting', `the section [${heading}] is there twice`, { span });
      sections.add(heading);
      section = heading;
      current = undefined;
      continue;
    }
    if (section === undefined) {
      fail('bad-setting', 'a setting stands before the first [section]', {
        span,
        fix: 'begin the file with [defaults]',
      });
    }
    const [, key, value] = /^(.*?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
    if (key === undefined || value === undefined || key === '') {
      fail('bad-setting', `"${content}" is no setting`, { span, fix: 'write key = value' });
    }
    const name = `${section}.${key.toLowerCase()}`;
    if (open.has(name)) fail('bad-setting', `${key} is set twice in [${section}]`, { span });
    current = { span, lines: [value] };
    open.set(name, current);
  }
  return new Map([...open].map(([name, { span, lines }]) => [name, { span, value: joined(lines) }]));
}

function withoutComment(line: string): string {
  const trimmed = line.trim();
  if (trimmed.startsWith('#') || trimmed.startsWith(';')) return '';
  return line.replace(/(?:^|\s);.*$/s, '').trim();
}

function joined(lines: readonly string[]): string {
  return lines.join('\n').trimEnd();
}
