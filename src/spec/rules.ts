import { equals } from '../value/compare.js';
import { pyStr } from '../value/repr.js';
import type { Value } from '../value/types.js';
import type { ArgRules } from './types.js';

/** Arguments that were given, by canonical name; a key with null counts as given, as in Ansible. */
type GivenArguments = ReadonlyMap<string, Value>;

/** A broken rule: the sentence, and the argument it is best shown at (if one is there). */
export interface RuleFinding {
  readonly code: 'exclusive-arguments' | 'missing-argument';
  readonly message: string;
  readonly at?: string;
}

/** Groups of which more than one was given. Ansible checks this before defaults are filled in. */
export function checkExclusive(rules: ArgRules, given: GivenArguments): RuleFinding[] {
  const clashes = (rules.mutually_exclusive ?? [])
    .map((group) => ({ group, present: group.filter((name) => given.has(name)) }))
    .filter(({ present }) => present.length > 1);
  if (clashes.length === 0) return [];
  const groups = clashes.map(({ group }) => group.join('|')).join(', ');
  const at = clashes[0]!.present.at(-1)!;
  return [{ code: 'exclusive-arguments', message: `parameters are mutually exclusive: ${groups}`, at }];
}

/** required_together, required_one_of, required_if and required_by, after defaults were filled in. */
export function checkRequirements(rules: ArgRules, given: GivenArguments): RuleFinding[] {
  return [
    ...together(rules, given),
    ...oneOf(rules, given),
    ...requiredIf(rules, given),
    ...requiredBy(rules, given),
  ];
}

function together(rules: ArgRules, given: GivenArguments): RuleFinding[] {
  return (rules.required_together ?? []).flatMap((group) => {
    const present = group.filter((name) => given.has(name));
    if (present.length === 0 || present.length === group.length) return [];
    return [missing(`parameters are required together: ${group.join(', ')}`, present[0])];
  });
}

function oneOf(rules: ArgRules, given: GivenArguments): RuleFinding[] {
  return (rules.required_one_of ?? [])
    .filter((group) => !group.some((name) => given.has(name)))
    .map((group) => missing(`one of the following is required: ${group.join(', ')}`));
}

function requiredIf(rules: ArgRules, given: GivenArguments): RuleFinding[] {
  return (rules.required_if ?? []).flatMap(([name, wanted, required, anyOf = false]) => {
    const value = given.get(name);
    if (value === undefined || !equals(value, wanted)) return [];
    const absent = required.filter((other) => !given.has(other));
    if (absent.length === 0 || (anyOf && absent.length < required.length)) return [];
    const quantity = anyOf ? 'any' : 'all';
    return [
      missing(
        `${name} is ${pyStr(wanted)} but ${quantity} of the following are missing: ${absent.join(', ')}`,
        name,
      ),
    ];
  });
}

function requiredBy(rules: ArgRules, given: GivenArguments): RuleFinding[] {
  return Object.entries(rules.required_by ?? {}).flatMap(([name, required]) => {
    if ((given.get(name) ?? null) === null) return [];
    const names = typeof required === 'string' ? [required] : required;
    const absent = names.filter((other) => (given.get(other) ?? null) === null);
    return absent.length === 0
      ? []
      : [missing(`missing parameter(s) required by '${name}': ${absent.join(', ')}`, name)];
  });
}

function missing(message: string, at?: string): RuleFinding {
  return { code: 'missing-argument', message, ...(at !== undefined && { at }) };
}
