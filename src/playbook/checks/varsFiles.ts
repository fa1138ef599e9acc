import { isAbsolute, join } from 'node:path';
import { type Diagnostic, diagnostic } from '../../diag/diagnostic.js';
import { isFile } from '../../template/files/status.js';
import { valueSpan } from '../../yaml/spans.js';
import { own, ownSpan, type Play } from '../ast.js';
import { nearestFile } from '../nearestFile.js';
import { displayPath } from '../sourceFiles.js';
import { isOpen } from './texts.js';

/** Checks that the play's `vars_files` exist; of an entry that is a list, one must. */
export function checkVarsFiles(play: Play): Diagnostic[] {
  const entries = [own(play, 'vars_files') ?? []].flat();
  const list = own(play, 'vars_files');
  return entries.flatMap((entry, i) => {
    const names = [entry].flat();
    if (names.some(isOpen)) return [];
    const candidates = names.flatMap((name) => placesOf(String(name), play));
    if (candidates.some(isFile)) return [];
    return [
      diagnostic('missing-file', `vars file ${names.map(String).join(' or ')} was not found`, {
        span: (Array.isArray(list) ? valueSpan(list, i) : undefined) ?? ownSpan(play, 'vars_files'),
        notes: candidates.map((path) => ({ message: `tried ${displayPath(path)}` })),
        fix: nearestFile(candidates) ?? 'create the file or correct its name',
      }),
    ];
  });
}

function placesOf(name: string, play: Play): string[] {
  return isAbsolute(name) ? [name] : [join(play.basedir, 'vars', name), join(play.basedir, name)];
}
