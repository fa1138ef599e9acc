import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import { bind } from '../../value/bind.js';
import { asText } from '../../value/coerce.js';
import { parsePythonLiteral } from '../../value/literal.js';
import { stripText } from '../../value/pymethods/strLayout.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, type Value } from '../../value/types.js';
import { globFiles } from '../files/glob.js';
import { readText } from '../files/read.js';
import { candidatePaths, expandHome, findFile, requireFile, searchDirectories } from '../files/search.js';
import type { CallContext, RenderOptions, Scope } from '../types.js';
import type { LookupEntry } from './entry.js';
import { openOnce } from './lists.js';

/** Lookups of files on the controller. */
export const fileLookups: readonly LookupEntry[] = [
  {
    name: 'file',
    doc: 'The text of files, without trailing blanks (`rstrip=false` keeps them, `lstrip=true` strips the front).',
    apply: (terms, kwargs, ctx) => {
      const { lstrip, rstrip } = bind(
        'file',
        [
          ['lstrip', false],
          ['rstrip', true],
        ],
        [],
        kwargs,
      );
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
    name: 'first_found',
    doc: 'The path of the first file that exists; terms are names or {files, paths, skip}, `skip=true` allows none.',
    apply: firstFound,
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

const kinds = ['files', 'templates', 'vars', 'tasks'] as const;

function firstFound(terms: Value[], kwargs: Kwargs, ctx: CallContext): Value[] {
  const options = bind(
    'first_found',
    [
      ['files', null],
      ['paths', null],
      ['skip', false],
    ],
    [],
    kwargs,
  );
  let skip = truthy(options.skip);
  const names: string[] = [];
  const given =
    options.files === null
      ? openOnce(terms)
      : [
          new Dict([
            ['files', options.files],
            ['paths', options.paths],
          ]),
        ];
  for (const term of given) {
    if (!(term instanceof Dict)) {
      names.push(...splitNames(term).flatMap((name) => under(splitNames(options.paths), name)));
      continue;
    }
    skip ||= truthy(term.get('skip') ?? false);
    for (const path of under(splitNames(term.get('paths') ?? null), undefined)) {
      for (const name of splitNames(term.get('files') ?? null))
        names.push(path === '' ? name : join(path, name));
    }
  }
  const tried: string[] = [];
  for (const name of names) {
    const places = kinds.flatMap((kind) => candidatePaths(ctx.scope, kind, name));
    const found = places.find((path) => existsSync(path) && statSync(path).isFile());
    if (found !== undefined) return [found];
    tried.push(...places);
  }
  if (skip) return [];
  return fail('lookup-file-missing', 'the first_found lookup found none of its files', {
    notes: [...new Set(tried)].map((path) => ({ message: `tried ${path}` })),
    fix: 'create one of the files, or give skip=true when having none is fine',
  });
}

function under(paths: readonly string[], name: string | undefined): string[] {
  if (name === undefined) return paths.length > 0 ? [...paths] : [''];
  return paths.length > 0 ? paths.map((path) => join(path, name)) : [name];
}

/** Names of a list, or of a text separated by comma, semicolon (or colon). */
function splitNames(value: Value): string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap(splitNames);
  return asText(value)
    .split(/[,;]/)
    .filter((name) => name !== '');
}

function renderTemplate(name: string, kwargs: Kwargs, ctx: CallContext): Value {
  const params = [
    ['convert_data', true],
    ['template_vars', null],
    ['jinja2_native', false],
    ['variable_start_string', '{{'],
    ['variable_end_string', '}}'],
    ['comment_start_string', '{#'],
    ['comment_end_string', '#}'],
    ['block_start_string', '{%'],
    ['block_end_string', '%}'],
    ['trim_blocks', true],
    ['lstrip_blocks', false],
  ] as const;
  const bound = bind('template', params, [], kwargs);
  const path = requireFile(ctx.scope, 'templates', name, 'template');
  const options: RenderOptions = {
    file: path,
    searchPath: [
      ...searchDirectories(ctx.scope).flatMap((base) => [join(base, 'templates'), base]),
      dirname(path),
    ],
    trimBlocks: truthy(bound.trim_blocks),
    lstripBlocks: truthy(bound.lstrip_blocks),
    variableStart: asText(bound.variable_start_string),
    variableEnd: asText(bound.variable_end_string),
    commentStart: asText(bound.comment_start_string),
    commentEnd: asText(bound.comment_end_string),
    blockStart: asText(bound.block_start_string),
    blockEnd: asText(bound.block_end_string),
  };
  const scope = bound.template_vars instanceof Dict ? overlay(ctx.scope, bound.template_vars) : ctx.scope;
  const text = ctx.templar.renderFile(readText(path, 'template', ctx), scope, options);
  if (!truthy(bound.convert_data) || !/^(?:\{(?!\{)|\[|(?:True|False)$)/.test(text)) return text;
  return parsePythonLiteral(text) ?? text;
}

function overlay(scope: Scope, extra: Dict): Scope {
  return {
    get: (name) => extra.get(name) ?? scope.get(name),
    has: (name) => extra.has(name) || scope.has(name),
    names: () => new Set([...scope.names(), ...Array.from(extra.keys(), String)]),
  };
}
