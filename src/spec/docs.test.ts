import { describe, expect, it } from 'vitest';
import { fromJs } from '../value/convert.js';
import type { Dict } from '../value/types.js';
import { type DocumentedModule, markdownReference } from './docs.js';
import { literalTraps } from './literalTraps.js';
import { taskSnippet, terminalReference } from './terminalDocs.js';

const module: DocumentedModule = {
  name: 'meshwright.net.demo',
  aliases: ['demo'],
  check: 'full',
  args: {
    path: { required: true, aliases: ['dest'], description: 'File on the target.' },
    tags: { type: 'list', elements: 'str', default: [], description: 'Words.' },
    peer: {
      type: 'dict',
      description: 'The other end.',
      options: { port: { type: 'int', description: 'TCP port.' } },
    },
  },
  rules: { mutually_exclusive: [['tags', 'peer']] },
  doc: {
    short: 'Shows the shape.',
    description: ['First paragraph.', 'Second paragraph.'],
    examples: '- demo:\n    path: /x\n',
    returns: { path: 'The path.' },
    notes: ['Mind the gap.'],
  },
};

describe('module reference', () => {
  it('is Markdown with arguments, rules, examples and return values', () => {
    const text = markdownReference(module);
    expect(text).toContain('- `path` (str, required, also dest): File on the target.');
    expect(text).toContain('- `tags` (list of str, default []): Words.');
    expect(text).toContain('  - `port` (int): TCP port.');
    expect(text).toContain('- At most one of tags, peer.');
    expect(text).toContain('```yaml\n- demo:\n    path: /x\n```');
    expect(text).toContain('- `path`: The path.');
  });

  it('keeps to the width of the terminal', () => {
    const text = terminalReference(module, 40);
    expect(text).toContain(
      '= path\n        File on the target.\n        aliases: [dest]\n        type: str\n',
    );
    expect(text).toContain('- peer\n        The other end.\n        default: null\n        type: dict\n');
    expect(text).toContain('        SUBOPTIONS:\n\n        - port\n                TCP port.\n');
    expect(text).toContain('        Check mode is supported.');
    const widths = text.split('\n').map((line) => line.length);
    expect(Math.max(...widths.slice(1))).toBeLessThan(41);
  });

  it('has a task to fill in', () => {
    expect(taskSnippet(module)).toBe(
      [
        '- name: Shows the shape.',
        '  meshwright.net.demo:',
        '      path:                  # (required) File on the target.',
        '      peer:                  # The other end.',
        '      tags:                  # Words.',
        '',
      ].join('\n'),
    );
  });
});

describe('literalTraps', () => {
  it.each([
    [{ mode: 644 }, 1],
    [{ directory_mode: 755 }, 1],
    [{ mode: 420 }, 0],
    [{ mode: 493 }, 0],
    [{ mode: '0644' }, 0],
    [{ owner: 644 }, 0],
  ])('%j gives %i warnings', (raw, count) => {
    expect(literalTraps(fromJs(raw) as Dict)).toHaveLength(count);
  });

  it('says what the number means and what to write', () => {
    expect(literalTraps(fromJs({ mode: 644 }) as Dict)[0]).toMatchObject({
      severity: 'warning',
      message: 'mode: 644 is a decimal number, which sets the permissions 01204',
      fix: 'write "0644", with quotes and a leading zero',
    });
  });
});
