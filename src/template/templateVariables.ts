import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import { DateTime } from '../value/datetime.js';
import { PyError } from '../value/errors.js';
import { strFormat } from '../value/format.js';
import { strftime } from '../value/strftime.js';
import type { Value } from '../value/types.js';
import { fileStatus } from './files/status.js';

/** A template file that is about to be rendered. */
interface TemplateFile {
  /** Its name as the task gives it. */
  readonly name: string;
  readonly path: string;
  /** Where the text goes; undefined for a lookup. */
  readonly destination?: string;
  /** The setting `ansible_managed`. */
  readonly managed: string;
}

/**
 * The variables that a template file sees besides those of the task, and that win over them (Ansible documentation,
 * "template module"). Throws DiagnosticError when the file cannot be examined or `ansible_managed` has a wrong field.
 */
export function templateVariables(file: TemplateFile): Map<string, Value> {
  const stat = fileStatus(file.path) ?? fail('no-source', `cannot read ${file.path}`);
  const changed = DateTime.fromEpoch(Math.floor(stat.mtimeMs * 1000) / 1e6);
  const host = hostname();
  const owner = accountName(stat.uid);
  return new Map<string, Value>([
    ['ansible_managed', strftime(filledIn(file, host, owner), changed)],
    ['template_host', host],
    ['template_path', file.name],
    ['template_fullpath', resolve(file.path)],
    ['template_destpath', file.destination ?? null],
    ['template_mtime', changed],
    ['template_run_date', DateTime.now()],
    ['template_uid', owner],
  ]);
}

/** `ansible_managed` may name the template's {file}, its owner ({uid}) and the controller ({host}). */
function filledIn({ managed, name }: TemplateFile, host: string, uid: string): string {
  if (!/[{}]/.test(managed)) return managed;
  try {
    const fields = new Map<string, Value>(Object.entries({ host, uid, file: name }));
    return strFormat(managed, [], fields, () => undefined);
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    return fail(
      'bad-setting',
      `the setting ansible_managed cannot be filled in: ${error.pyType}: ${error.message}`,
      {
        fix: 'its fields are {file}, {uid} and {host}; write {{ and }} for braces',
      },
    );
  }
}

const accounts = new Map<number, string>();

/** The user of a number on the controller; the number where nobody has it. */
function accountName(uid: number): string {
  const known = accounts.get(uid) ?? lookUpAccount(uid);
  accounts.set(uid, known);
  return known;
}

function lookUpAccount(uid: number): string {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? String(uid);
}
