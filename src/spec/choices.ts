import { equals } from '../value/compare.js';
import { pyStr } from '../value/repr.js';
import type { Value } from '../value/types.js';
import { FALSE_WORDS, TRUE_WORDS } from './coerce.js';

type Choice = string | number | boolean;

/** Result of a choice check: the (possibly repaired) value, or the sentence about what is wrong. */
type ChoiceResult = { readonly value: Value } | { readonly problem: string };

/**
 * Checks a converted value against the choices of its argument. YAML turns an unquoted `no` into a boolean and
 * `str` turns that into "False"; when exactly one choice is a false word, it is what was meant.
 */
export function checkChoices(name: string, value: Value, choices: readonly Choice[]): ChoiceResult {
  const listed = choices.map(pyStr).join(', ');
  if (Array.isArray(value)) {
    const strange = value.filter((item) => !isChoice(item, choices));
    if (strange.length === 0) return { value };
    const got = strange.map(pyStr).join(', ');
    return { problem: `value of ${name} must be one or more of: ${listed}. Got no match for: ${got}` };
  }
  if (isChoice(value, choices)) return { value };
  if (value === 'False' || value === 'True') {
    const meant = onlyWord(choices, value === 'True');
    if (meant !== undefined) return { value: meant };
  }
  return { problem: `value of ${name} must be one of: ${listed}, got: ${pyStr(value)}` };
}

function isChoice(value: Value, choices: readonly Choice[]): boolean {
  return choices.some((choice) => equals(value, choice));
}

function onlyWord(choices: readonly Choice[], truth: boolean): Choice | undefined {
  const words = truth ? TRUE_WORDS : FALSE_WORDS;
  const meant = choices.filter((choice) =>
    typeof choice === 'string' ? words.has(choice) : equals(choice, truth),
  );
  return meant.length === 1 ? meant[0] : undefined;
}
