import { bind } from '../../value/bind.js';
import { asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { PyError } from '../../value/errors.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import type { TestEntry } from './entry.js';
import { compareLoose, comparePep440, compareSemantic, compareStrict } from './versionSchemes.js';

type Compare = (a: string, b: string) => number;

const schemes: Readonly<Record<string, Compare>> = {
  loose: compareLoose,
  strict: compareStrict,
  semver: compareSemantic,
  semantic: compareSemantic,
  pep440: comparePep440,
};
const operators: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '=': (order) => order === 0,
  eq: (order) => order === 0,
  '<': (order) => order < 0,
  lt: (order) => order < 0,
  '<=': (order) => order <= 0,
  le: (order) => order <= 0,
  '>': (order) => order > 0,
  gt: (order) => order > 0,
  '>=': (order) => order >= 0,
  ge: (order) => order >= 0,
  '!=': (order) => order !== 0,
  '<>': (order) => order !== 0,
  ne: (order) => order !== 0,
};

/** The version test. */
export const versionTests: readonly TestEntry[] = [
  {
    name: 'version',
    aliases: ['version_compare'],
    doc: 'The version compares so with another (`operator` eq by default); `strict=true` or `version_type` loose, strict, semver, pep440.',
    apply: compareVersions,
  },
];

function compareVersions(input: Value, args: Value[], kwargs: Kwargs): boolean {
  const params = ['version', ['operator', 'eq'], ['strict', null], ['version_type', null]] as const;
  const { version, operator, strict, version_type } = bind('version_compare', params, args, kwargs);
  requireDefined(input);
  requireDefined(version);
  if (strict !== null && version_type !== null) {
    throw failure("Cannot specify both 'strict' and 'version_type'");
  }
  if (!truthy(input)) throw failure('Input version value cannot be empty');
  if (!truthy(version)) throw failure('Version parameter to compare against cannot be empty');
  const type =
    version_type !== null ? asText(version_type) : strict !== null && truthy(strict) ? 'strict' : 'loose';
  const scheme = schemes[type];
  if (!scheme) throw failure(`Invalid version type (${type}). Must be one of ${choices(schemes)}`);
  const holds = operators[asText(operator)];
  if (!holds) {
    throw failure(`Invalid operator type (${asText(operator)}). Must be one of ${choices(operators)}`);
  }
  return holds(scheme(pyStr(input), pyStr(version)));
}

function choices(table: Readonly<Record<string, unknown>>): string {
  return Object.keys(table)
    .map((name) => `'${name}'`)
    .join(', ');
}

function failure(message: string): PyError {
  return new PyError('AnsibleError', message);
}
