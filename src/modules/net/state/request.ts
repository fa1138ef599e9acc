import { type Diagnostic, DiagnosticError, diagnostic } from '../../../diag/diagnostic.js';
import type { SourceSpan } from '../../../diag/span.js';
import { type NetDocument, readDocument } from '../../../net/document/document.js';
import type { Wish } from '../../../net/plan/wish.js';

/** A document with what shall be done with it; every network module makes one. */
export interface NetRequest {
  readonly owner: string;
  readonly netns: string;
  readonly purge: 'none' | 'owned' | 'report';
  readonly disruptive: 'refuse' | 'allow';
  readonly document: NetDocument;
  /** Devices whose other permanent addresses go. */
  readonly exclusive: readonly string[];
  /** Devices that may be missing: what the document says about them waits. */
  readonly pending?: readonly string[];
}

/** The wishes of a request. Throws a DiagnosticError with everything that is wrong, each with its path. */
export function wishesOf(request: NetRequest, span: SourceSpan | undefined): readonly Wish[] {
  const { wishes, problems } = readDocument(request.document);
  const findings: Diagnostic[] = problems.map(({ path, message, fix }) =>
    diagnostic('net-document', `${path}: ${message}`, { span, fix }),
  );
  if (!/^[\w@%+-][\w@%+.-]*(\/[\w@%+:.-]+)?$/.test(request.owner) || request.owner.includes('..'))
    findings.push(
      diagnostic('net-owner', `owner: "${request.owner}" is no name for an owner`, {
        span,
        fix: 'write a role, or role/item, of letters, digits, dots and dashes',
      }),
    );
  if (request.netns !== '' && !/^[\w@%+-][\w@%+.-]*$/.test(request.netns))
    findings.push(
      diagnostic('net-netns', `netns: "${request.netns}" is no name for a network namespace`, { span }),
    );
  if (findings.length > 0) throw new DiagnosticError(findings);
  return wishes;
}
