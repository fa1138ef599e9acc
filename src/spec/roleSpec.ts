import { type Diagnostic, DiagnosticError, diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { didYouMean } from '../diag/suggest.js';
import { toJs } from '../value/convert.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';
import { inspectArguments } from './check.js';
import { ARG_TYPES, type ArgOption, type ArgOptions, type ArgRules, type ArgType } from './types.js';

/** The arguments of one entry point (a file of the role's `tasks/`). */
interface RoleEntrySpec {
  readonly args: ArgOptions;
  readonly rules: ArgRules;
  readonly short_description: string;
  readonly description: readonly string[];
}

/** What is wrong with the variables of a role. */
interface RoleCheck {
  /** One per problem; the message begins with the path of the variable: `routed_networks[1].gateway: …`. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same in Ansible's words, as `argument_errors` of the failed task. */
  readonly messages: readonly string[];
}

const RULES = [
  'mutually_exclusive',
  'required_together',
  'required_one_of',
  'required_if',
  'required_by',
] as const;

/**
 * Reads the content of a role's `meta/argument_specs.yml` (or of `meta/main.yml`, where the same key may
 * stand): entry point → its arguments. No `argument_specs` gives an empty map. Throws a DiagnosticError with
 * every finding about the specification itself.
 */
export function readRoleSpec(doc: Value): Map<string, RoleEntrySpec> {
  const entries = new Map<string, RoleEntrySpec>();
  const specs = doc instanceof Dict ? (doc.get('argument_specs') ?? null) : null;
  if (specs === null) return entries;
  const findings: Diagnostic[] = [];
  const dict = asDict(specs, 'argument_specs', valueSpan(doc as Dict, 'argument_specs'), findings);
  for (const [name, entry] of dict) {
    const body = asDict(entry, `argument_specs.${name}`, valueSpan(dict, name), findings);
    entries.set(String(name), {
      args: readOptions(body, findings),
      rules: readRules(body),
      short_description: String(toJs(body.get('short_description') ?? '')),
      description: paragraphs(body.get('description')),
    });
  }
  if (findings.length > 0) throw new DiagnosticError(findings);
  return entries;
}

/**
 * Checks the variables of a role (templated, those of the specification only) against one entry point. As in
 * Ansible a variable that is null counts as given. `role` names the role in messages.
 */
export function checkRoleArguments(
  role: string,
  entry: RoleEntrySpec,
  variables: Dict,
  at?: SourceSpan,
): RoleCheck {
  const spec = { name: role, kind: 'role', args: entry.args, rules: entry.rules } as const;
  const { findings } = inspectArguments(spec, variables, at, { nullIsGiven: true });
  return {
    diagnostics: findings.map(({ path, diagnostic: finding }) =>
      path === '' ? finding : { ...finding, message: `${path}: ${finding.message}` },
    ),
    messages: findings.map((finding) => finding.diagnostic.message),
  };
}

function readOptions(parent: Dict, findings: Diagnostic[]): ArgOptions {
  const options = parent.get('options') ?? null;
  if (options === null) return {};
  const dict = asDict(options, 'options', valueSpan(parent, 'options'), findings);
  return Object.fromEntries(
    Array.from(dict, ([name, body]) => {
      const option = body === null ? new Dict() : asDict(body, String(name), valueSpan(dict, name), findings);
      return [String(name), readOption(option, findings)];
    }),
  );
}

function readOption(body: Dict, findings: Diagnostic[]): ArgOption {
  const plain = (key: string) => toJs(body.get(key) ?? null);
  const option: Record<string, unknown> = { description: paragraphs(body.get('description')) };
  for (const key of ['type', 'elements'] as const) {
    const type = readType(body, key, findings);
    if (type !== undefined) option[key] = type;
  }
  for (const key of ['required', 'default', 'no_log', 'apply_defaults'] as const) {
    if (plain(key) !== null) option[key] = plain(key);
  }
  for (const key of ['choices', 'aliases'] as const) {
    const list = plain(key);
    if (list !== null) option[key] = Array.isArray(list) ? list : [list];
  }
  const options = (body.get('options') ?? null) === null ? {} : { options: readOptions(body, findings) };
  return { ...option, ...options, ...readRules(body) } as unknown as ArgOption;
}

function readType(body: Dict, key: 'type' | 'elements', findings: Diagnostic[]): ArgType | undefined {
  const written = body.get(key) ?? null;
  if (written === null) return undefined;
  const name = written === 'jsonarg' ? 'json' : String(toJs(written));
  if ((ARG_TYPES as readonly string[]).includes(name)) return name as ArgType;
  findings.push(
    diagnostic('bad-argument-spec', `"${name}" is not an argument type; known are ${ARG_TYPES.join(', ')}`, {
      span: valueSpan(body, key) ?? keySpan(body, key),
      fix: didYouMean(name, ARG_TYPES),
    }),
  );
  return undefined;
}

function readRules(body: Dict): ArgRules {
  const given = RULES.filter((rule) => (body.get(rule) ?? null) !== null);
  return Object.fromEntries(given.map((rule) => [rule, toJs(body.get(rule)!)])) as ArgRules;
}

function asDict(value: Value, what: string, span: SourceSpan | undefined, findings: Diagnostic[]): Dict {
  if (value instanceof Dict) return value;
  findings.push(diagnostic('bad-argument-spec', `"${what}" must be a dict`, { span }));
  return new Dict();
}

function paragraphs(value: Value | undefined): readonly string[] {
  const plain = toJs(value ?? null);
  if (plain === null) return [];
  return Array.isArray(plain) ? plain.map(String) : [String(plain)];
}
