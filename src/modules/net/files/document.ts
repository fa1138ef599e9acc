import { type Diagnostic, DiagnosticError, diagnostic } from '../../../diag/diagnostic.js';
import type { SourceSpan } from '../../../diag/span.js';
import { didYouMean } from '../../../diag/suggest.js';
import { type NetDocument, type Section, sections } from '../../../net/document/document.js';
import type { Wish } from '../../../net/plan/wish.js';
import type { Hook } from '../../../net/render/file.js';
import { Dict, type Value } from '../../../value/types.js';

/** Arguments of net_state that may stand in the same document; they mean nothing for files. */
const stateArguments = ['owner', 'netns', 'purge', 'disruptive'];

/** The sections of a document given as one mapping. Throws a DiagnosticError that names every unknown one. */
export function documentOf(given: Dict, span: SourceSpan | undefined): NetDocument {
  const findings: Diagnostic[] = [];
  const document: Partial<Record<Section, Value[]>> = {};
  for (const [key, value] of given) {
    const name = String(key);
    if (stateArguments.includes(name)) continue;
    if (!sections.includes(name as Section))
      findings.push(
        diagnostic('net-document', `document.${name}: is not a section of a network document`, {
          span,
          fix: didYouMean(name, sections) ?? `known are ${sections.join(', ')}`,
        }),
      );
    else if (Array.isArray(value)) document[name as Section] = value;
    else if (value !== null)
      findings.push(diagnostic('net-document', `document.${name}: must be a list`, { span }));
  }
  if (findings.length > 0) throw new DiagnosticError(findings);
  return document;
}

/** The commands that stand for a device's routes and settings. Throws a DiagnosticError. */
export function hooksOf(given: readonly Value[], span: SourceSpan | undefined): Hook[] {
  return given.map((value, i) => {
    const [dev, up, down] = ['dev', 'up', 'down'].map((name) => {
      const text = value instanceof Dict ? value.get(name) : undefined;
      if (typeof text === 'string' && text.trim() !== '' && !text.includes('\n')) return text;
      throw new DiagnosticError(
        diagnostic('net-hook', `hooks[${i}].${name}: must be a line of text`, { span }),
      );
    });
    return { dev: dev!, up: up!, down: down! };
  });
}

/** Throws a DiagnosticError for texts with line breaks, which files of settings cannot hold; nft's may have them. */
export function requireLines(wishes: readonly Wish[], span: SourceSpan | undefined): void {
  const findings = wishes.flatMap(({ object, path }) =>
    Object.entries(object).flatMap(([name, value]) =>
      typeof value === 'string' && /[\n\r]/.test(value) && !(object.kind === 'nft' && name === 'text')
        ? [diagnostic('net-document', `${path}.${name}: must be a single line`, { span })]
        : [],
    ),
  );
  if (findings.length > 0) throw new DiagnosticError(findings);
}

/** Properties of a document's objects that name a device or what is shown in its place. */
const deviceProperties: ReadonlySet<string> = new Set([
  ...['name', 'dev', 'master', 'parent', 'peer'],
  ...['iif', 'oif', 'label'],
]);

/**
 * Throws a DiagnosticError for names of devices that boot configuration cannot bear: ifupdown gives them to a shell without
 * quotes, and networkd takes them for patterns.
 */
export function requirePlainNames(wishes: readonly Wish[], span: SourceSpan | undefined): void {
  const wanted = wishes.filter(({ state }) => state === 'present');
  const findings = wanted.flatMap(({ object, path }) =>
    Object.entries(object).flatMap(([property, value]) =>
      deviceProperties.has(property) && /[`$&|;<>()\\'*?[\]{}!~]/.test(String(value))
        ? [
            diagnostic(
              'net-document',
              `${path}.${property}: ${JSON.stringify(value)} means something else to programs that read boot configuration`,
              {
                span,
                fix: 'give it a name of letters, digits, ".", "_" and "-", or write no files (renderer: none)',
              },
            ),
          ]
        : [],
    ),
  );
  if (findings.length > 0) throw new DiagnosticError(findings);
}

/** Throws a DiagnosticError for what systemd takes for no unit. */
export function requireUnits(names: readonly string[], span: SourceSpan | undefined): void {
  const findings = names.flatMap((name, i) =>
    /^[\w:.@\\-]+\.[a-z]+$/.test(name)
      ? []
      : [
          diagnostic('net-document', `after[${i}]: ${JSON.stringify(name)} is no name of a unit`, {
            span,
            fix: 'write it with its type, such as openvswitch-switch.service',
          }),
        ],
  );
  if (findings.length > 0) throw new DiagnosticError(findings);
}
