import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type Diagnostic, diagnostic } from '../../diag/diagnostic.js';
import { isFile } from '../../template/files/status.js';
import { shortAction } from '../../value/pluginName.js';
import { valueSpan } from '../../yaml/spans.js';
import type { Task } from '../ast.js';
import type { LoadContext } from '../context.js';
import { nearestFile } from '../nearestFile.js';
import { fileBases } from '../searchPath.js';
import { displayPath } from '../sourceFiles.js';
import { mayBeTemplate } from './texts.js';

/** Arguments of the template module that change the syntax of the file. */
const DELIMITERS = ['string', 'start_string', 'end_string'];

/** Checks that the file of a template task exists and can be compiled. */
export function checkTemplateFile(ctx: LoadContext, task: Task): Diagnostic[] {
  if (shortAction(task.action) !== 'template') return [];
  const src = task.args.get('src');
  if (typeof src !== 'string' || mayBeTemplate(src)) return [];
  const span = valueSpan(task.args, 'src') ?? task.actionSpan ?? task.span;
  const candidates = isAbsolute(src)
    ? [src]
    : fileBases(task).flatMap((base) => [join(base, 'templates', src), join(base, src)]);
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) {
    return [
      diagnostic('missing-template', `Could not find or access '${src}'`, {
        // an absolute path may be written by an earlier task
        severity: isAbsolute(src) ? 'hint' : 'error',
        span,
        notes: candidates.map((candidate) => ({ message: `tried ${displayPath(candidate)}` })),
        fix: nearestFile(candidates) ?? 'put the file into templates/ of the role or beside the playbook',
      }),
    ];
  }
  if (!isFile(found) || [...task.args.keys()].some(changesSyntax)) return [];
  const text = ctx.files.text(resolve(found), span);
  return ctx.syntax
    .check(text, 'template', { file: displayPath(resolve(found)), line: 1, col: 1 })
    .map((finding) => ({
      ...finding,
      notes: [...finding.notes, { message: 'the template of this task', ...(span && { span }) }],
    }));
}

function changesSyntax(key: unknown): boolean {
  return DELIMITERS.some((end) => String(key).endsWith(end));
}
