import { type Diagnostic, diagnostic } from '../../../diag/diagnostic.js';
import type { SourceSpan } from '../../../diag/span.js';
import type { ModuleContext } from '../../../module/types.js';
import type { Finding } from '../../../net/validate/finding.js';
import { Dict, type Value } from '../../../value/types.js';
import { valueSpan } from '../../../yaml/spans.js';

/** Hosts that a message names before it only counts them. */
const NAMED = 4;

/** One diagnostic for each finding; the same one on several hosts is told once, with its hosts unless it is all. */
export function diagnosticsOf(
  findings: readonly Finding[],
  all: readonly string[],
  ctx: ModuleContext,
): Diagnostic[] {
  const groups = new Map<string, { finding: Finding; hosts: string[] }>();
  for (const finding of findings) {
    const key = `${finding.path}\n${finding.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding, hosts: [finding.host] });
    else if (!group.hosts.includes(finding.host)) group.hosts.push(finding.host);
  }
  return [...groups.values()].map(({ finding: { host, path, message, fix }, hosts }) => {
    const where = hosts.length === all.length ? '' : ` (${hostList(hosts)})`;
    return diagnostic('net-validate', `${path}: ${message}${where}`, {
      span: placeOf(path, host, ctx) ?? ctx.span,
      fix,
    });
  });
}

function hostList(hosts: readonly string[]): string {
  const named = hosts.slice(0, NAMED).join(', ');
  return hosts.length <= NAMED ? named : `${named} and ${hosts.length - NAMED} more`;
}

/** Where a path such as `bridges[1].mtu` stands in the source of its variable: the innermost part that is known. */
function placeOf(path: string, host: string, ctx: ModuleContext): SourceSpan | undefined {
  const [variable = '', ...keys] = path.split(/[.[\]]+/).filter((part) => part !== '');
  let value: Value | undefined = ctx.scopeOf(host).source?.(variable);
  let span: SourceSpan | undefined;
  for (const key of keys) {
    if (!(value instanceof Dict) && !Array.isArray(value)) break;
    const at: number | string = Array.isArray(value) ? Number(key) : key;
    span = valueSpan(value, at) ?? span;
    value = value instanceof Dict ? value.get(at) : value[Number(at)];
  }
  return span;
}
