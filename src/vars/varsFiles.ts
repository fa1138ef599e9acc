import { isAbsolute, join } from 'node:path';
import { DiagnosticError, fail } from '../diag/diagnostic.js';
import { own, ownSpan, type Play } from '../playbook/ast.js';
import { displayPath, type SourceFiles } from '../playbook/sourceFiles.js';
import { isFile } from '../template/files/status.js';
import type { Scope, Templar } from '../template/types.js';
import { Dict, type Value } from '../value/types.js';
import type { Layer } from './layer.js';

const untemplated = new WeakMap<Play, Layer[]>();

/**
 * The play's `vars_files`, the last one first. An entry that is a list means the first file that exists; a
 * missing file is an error unless its name depends on facts that are not there yet (Ansible documentation,
 * "Conditional imports"), or `missing` says otherwise.
 */
export function varsFilesOf(
  play: Play,
  files: SourceFiles,
  templar: Templar,
  scope: () => Scope,
  missing: 'fail' | 'skip' = 'fail',
): Layer[] {
  const cached = untemplated.get(play);
  if (cached) return cached;
  const entries = own(play, 'vars_files');
  if (entries === undefined || entries === null) return [];
  const list = Array.isArray(entries) ? entries : [entries];
  const isStatic = list.every((entry) =>
    [entry].flat().every((name) => typeof name !== 'string' || !templar.isTemplate(name)),
  );
  let known: Scope | undefined;
  const layers = list.flatMap((entry) => {
    known ??= scope();
    return loadFirst(play, [entry].flat(), files, templar, known, missing);
  });
  layers.reverse();
  if (isStatic && missing === 'fail') untemplated.set(play, layers);
  return layers;
}

function loadFirst(
  play: Play,
  names: readonly Value[],
  files: SourceFiles,
  templar: Templar,
  scope: Scope,
  missing: 'fail' | 'skip',
): Layer[] {
  const tried: string[] = [];
  for (const name of names) {
    const rendered = renderName(name, templar, scope);
    if (rendered === undefined) return [];
    const candidates = isAbsolute(rendered)
      ? [rendered]
      : [join(play.basedir, 'vars', rendered), join(play.basedir, rendered)];
    tried.push(...candidates);
    const path = candidates.find(isFile);
    if (path === undefined) continue;
    return layersOf(files.load(path), displayPath(path), play);
  }
  if (missing === 'skip') return [];
  fail('missing-file', `vars file ${String(names[0])} was not found`, {
    span: ownSpan(play, 'vars_files'),
    notes: tried.map((path) => ({ message: `tried ${displayPath(path)}` })),
  });
}

/** A file holds a mapping, or a list of mappings of which later ones win. */
function layersOf(content: Value, path: string, play: Play): Layer[] {
  if (content === null) return [];
  return (Array.isArray(content) ? content : [content]).toReversed().map((vars) => {
    if (vars instanceof Dict) return { name: `vars_files ${path}`, vars, data: false };
    return fail('bad-vars-file', `${path} must hold a mapping of variables`, {
      span: ownSpan(play, 'vars_files'),
    });
  });
}

function renderName(name: Value, templar: Templar, scope: Scope): string | undefined {
  try {
    return String(templar.resolve(name, scope));
  } catch (error) {
    if (error instanceof DiagnosticError && error.diagnostics[0]?.code === 'undefined-variable')
      return undefined;
    throw error;
  }
}
