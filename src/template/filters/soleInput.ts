import { typeError } from '../../value/errors.js';
import type { Kwargs, Value } from '../../value/types.js';
import type { Filter } from '../types.js';
import { bind } from './arguments.js';

/** The Python functions of filters that take nothing but their input, where they are not named as the filter. */
const functions: Readonly<Record<string, string>> = {
  bool: 'to_bool',
  capitalize: 'do_capitalize',
  checksum: 'secure_hash_s',
  first: 'sync_do_first',
  float: 'do_float',
  forceescape: 'do_forceescape',
  items: 'do_items',
  last: 'do_last',
  list: 'sync_do_list',
  lower: 'do_lower',
  md5: 'md5s',
  pprint: 'do_pprint',
  reverse: 'do_reverse',
  safe: 'do_mark_safe',
  sha1: 'secure_hash_s',
  striptags: 'do_striptags',
  title: 'do_title',
  type_debug: 'FilterModule.filters.<locals>.<lambda>',
  upper: 'do_upper',
  urldecode: 'unquote_plus',
  urlencode: 'do_urlencode',
  win_basename: 'basename',
  win_dirname: 'dirname',
  win_splitdrive: 'splitdrive',
  wordcount: 'do_wordcount',
};
/** Those that are written in C, which say otherwise what is wrong. */
const native: Readonly<Record<string, string>> = {
  abs: 'abs()',
  count: 'len()',
  e: 'markupsafe._speedups.escape()',
  escape: 'markupsafe._speedups.escape()',
  length: 'len()',
  string: 'markupsafe._speedups.soft_str()',
};

/** A filter whose implementation looks at nothing but its input refuses arguments, as Python does. */
export function refusingArguments(name: string, apply: Filter): Filter {
  if (apply.length !== 1) return apply;
  return (input, args, kwargs, ctx) => {
    if (args.length > 0 || kwargs.size > 0) refuse(name, args, kwargs);
    return apply(input, args, kwargs, ctx);
  };
}

function refuse(name: string, args: readonly Value[], kwargs: Kwargs): void {
  const inC = native[name];
  if (inC === undefined) bind(functions[name] ?? name, [], args, kwargs);
  else if (kwargs.size > 0) typeError(`${inC} takes no keyword arguments`);
  else typeError(`${inC} takes exactly one argument (${args.length + 1} given)`);
}
