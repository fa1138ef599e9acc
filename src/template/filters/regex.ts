import { asIndex } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { captured, compilePattern, escapePattern } from '../../value/pyre.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

const flags = [
  ['multiline', false],
  ['ignorecase', false],
] as const;

/** Filters with Python regular expressions. */
export const regexFilters: readonly FilterEntry[] = [
  {
    name: 'regex_replace',
    doc: 'Replaces what matches `pattern`; the replacement knows `\\1` and `\\g<name>`. Options ignorecase, multiline, count, mandatory_count.',
    apply: regexReplace,
  },
  {
    name: 'regex_search',
    doc: 'The first match (or None); with `\\\\g<name>` or `\\\\1` arguments a list of those groups.',
    apply: regexSearch,
  },
  {
    name: 'regex_findall',
    doc: 'All matches; options multiline, ignorecase.',
    apply: (input, args, kwargs) => {
      const { regex, multiline, ignorecase } = bind('regex_findall', ['regex', ...flags], args, kwargs);
      const options = { multiline: truthy(multiline), ignoreCase: truthy(ignorecase) };
      return compilePattern(pyStr(regex), options).findAll(pyStr(input));
    },
  },
  {
    name: 'regex_escape',
    doc: 'The text as a pattern that matches it literally; `re_type` python or posix_basic.',
    apply: (input, args, kwargs) => {
      const { re_type } = bind('regex_escape', [['re_type', 'python']], args, kwargs);
      if (re_type === 'python') return escapePattern(pyStr(input));
      if (re_type === 'posix_basic') return pyStr(input).replace(/[[\].^$*\\]/g, '\\$&');
      if (re_type === 'posix_extended')
        throw new PyError('AnsibleError', 'Regex type (posix_extended) not yet implemented');
      throw new PyError('AnsibleError', `Invalid regex type (${pyStr(re_type)})`);
    },
  },
];

function regexReplace(input: Value, args: Value[], kwargs: Kwargs): string {
  const params = [
    ['pattern', ''],
    ['replacement', ''],
    ['ignorecase', false],
    ['multiline', false],
    ['count', 0],
    ['mandatory_count', 0],
  ] as const;
  const bound = bind('regex_replace', params, args, kwargs);
  const options = { ignoreCase: truthy(bound.ignorecase), multiline: truthy(bound.multiline) };
  const pattern = compilePattern(pyStr(bound.pattern), options);
  const result = pattern.replace(pyStr(input), pyStr(bound.replacement), asIndex(bound.count));
  const wanted = asIndex(bound.mandatory_count);
  if (wanted > 0 && result.count !== wanted) {
    const message = `'${pyStr(bound.pattern)}' should match ${wanted} times, but matches ${result.count} times in '${pyStr(input)}'`;
    throw new PyError('AnsibleError', message);
  }
  return result.text;
}

function regexSearch(input: Value, args: Value[], kwargs: Kwargs): Value {
  const [regex, ...wanted] = args;
  const { ignorecase, multiline } = bind('regex_search', flags, [], kwargs);
  const options = { ignoreCase: truthy(ignorecase), multiline: truthy(multiline) };
  const pattern = bind('regex_search', ['regex'], regex === undefined ? [] : [regex], new Map()).regex;
  const groups = wanted.map((argument) => {
    const text = pyStr(argument);
    const match = /^\\(?:g<(\S+)>|(\d+))/.exec(text);
    if (match) return match[1] ?? match[2]!;
    const [type, message] = text.startsWith('\\')
      ? (['AttributeError', "'NoneType' object has no attribute 'group'"] as const)
      : (['AnsibleError', 'Unknown argument'] as const);
    throw new PyError(type, message, { cause: argument });
  });
  const match = compilePattern(pyStr(pattern), options).search(pyStr(input));
  if (!match) return null;
  return groups.length === 0 ? match[0] : groups.map((name) => captured(match, name));
}
