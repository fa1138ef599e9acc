import { basename, dirname, join } from 'node:path';
import { asText } from '../../value/coerce.js';
import { parsePythonLiteral } from '../../value/literal.js';
import { stripText } from '../../value/pymethods/strLayout.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, type Value } from '../../value/types.js';
import { globFiles } from '../files/glob.js';
import { expandHome } from '../files/home.js';
import { readText } from '../files/read.js';
import { findFile, requireFile, searchDirectories } from '../files/search.js';
import { overlay } from '../overlay.js';
import { templateVariables } from '../templateVariables.js';
import type { CallContext, RenderOptions, Scope } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupOptions } from './options.js';

/** Lookups of files on the controller. */
export const fileLookups: readonly LookupEntry[] = [
  {
    name: 'file',
    doc: 'The text of files, without trailing blanks (`rstrip=false` keeps them, `lstrip=true` strips the front).',
    apply: (terms, kwargs, ctx) => {
      const { lstrip, rstrip } = lookupOptions(kwargs, { lstrip: false, rstrip: true });
      return terms.map((term) => {
        let text = readText(requireFile(ctx.scope, 'files', asText(term), 'file'), 'file', ctx);
        if (truthy(lstrip)) text = stripText(text, null, 'lstrip');
        return truthy(rstrip) ? stripText(text, null, 'rstrip') : text;
      });
    },
  },
  {
    name: 'unvault',
    doc: 'The decrypted text of vault files.',
    apply: (terms, _kwargs, ctx) =>
      terms.map((term) => readText(requireFile(ctx.scope, 'files', asText(term), 'unvault'), 'unvault', ctx)),
  },
  {
    name: 'fileglob',
    doc: 'Paths of the files that match shell patterns, in the first search directory that has any.',
    apply: (terms, _kwargs, ctx) => terms.flatMap((term) => globTerm(expandHome(asText(term)), ctx.scope)),
  },
  {
    name: 'template',
    doc: 'Rendered template files; options convert_data, template_vars, variable_start_string and the other delimiters.',
    apply: (terms, kwargs, ctx) => terms.map((term) => renderTemplate(asText(term), kwargs, ctx)),
  },
];

function globTerm(pattern: string, scope: Scope): string[] {
  const name = basename(pattern);
  const directory = dirname(pattern);
  if (directory !== '.' || pattern.startsWith('./')) {
    const found = findFile(scope, 'files', directory);
    return found === undefined ? [] : globFiles(join(found, name));
  }
  for (const base of searchDirectories(scope)) {
    for (const place of [join(base, 'files'), base]) {
      const files = globFiles(join(place, name));
      if (files.length > 0) return files;
    }
  }
  return [];
}

function renderTemplate(name: string, kwargs: Kwargs, ctx: CallContext): Value {
  const bound = lookupOptions(kwargs, {
    convert_data: true,
    template_vars: null,
    jinja2_native: false,
    variable_start_string: '{{',
    variable_end_string: '}}',
    comment_start_string: '{#',
    comment_end_string: '#}',
  });
  const path = requireFile(ctx.scope, 'templates', name, 'template');
  const options: RenderOptions = {
    file: path,
    searchPath: [
      ...searchDirectories(ctx.scope).flatMap((base) => [join(base, 'templates'), base]),
      dirname(path),
    ],
    variableStart: asText(bound.variable_start_string),
    variableEnd: asText(bound.variable_end_string),
    commentStart: asText(bound.comment_start_string),
    commentEnd: asText(bound.comment_end_string),
  };
  const own = templateVariables({
    name,
    path,
    managed: asText(ctx.setting('DEFAULT_MANAGED_STR') ?? 'Ansible managed'),
  });
  if (bound.template_vars instanceof Dict)
    for (const [key, value] of bound.template_vars) own.set(pyStr(key), value);
  const scope = overlay(ctx.scope, own);
  const text = ctx.templar.renderFile(readText(path, 'template', ctx), scope, options);
  const kept = ctx.templar.native && !truthy(bound.jinja2_native);
  if (kept || !truthy(bound.convert_data) || !/^(?:\{(?!\{)|\[|(?:True|False)$)/.test(text)) return text;
  return parsePythonLiteral(text) ?? text;
}
