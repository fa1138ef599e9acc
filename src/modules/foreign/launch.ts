import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { fail } from '../../diag/diagnostic.js';
import type { ModuleContext } from '../../module/types.js';
import { commandWords } from '../../shell/primitives/run.js';
import { type Sh, sh } from '../../shell/sh.js';
import type { Scope } from '../../template/types.js';
import { lastPart } from '../../value/pluginName.js';
import { pyStr } from '../../value/repr.js';
import { Dict, Undefined } from '../../value/types.js';
import { splitWords } from '../files/shellWords.js';
import { bootstrap } from './bootstrap.js';
import { COMMON_MARK, JSON_ARGS_MARK, type ModuleStyle } from './classify.js';
import { choosePython, type PythonChoice, pythonScript } from './interpreter.js';
import { jsonArgs, wordArgs } from './moduleArgs.js';
import { collectSources, type SharedCodePlaces } from './sharedCode.js';

/** A module as a file of the controller. */
export interface ForeignFile {
  /** Name as it was asked for, without a collection for one of a `library/`. */
  readonly name: string;
  readonly style: ModuleStyle;
  readonly content: Buffer;
  readonly places: SharedCodePlaces;
}

/** One frame that runs a module: shell text and what it reads from standard input. Arguments are never in the text. */
interface Launch {
  readonly script: Sh;
  readonly stdin: Buffer;
  /** How the interpreter was chosen, for reading the output. */
  readonly python: PythonChoice | undefined;
}

const compressed = new WeakMap<Buffer, Buffer>();

/** The frame that runs a module with these arguments (those of moduleArgs). Throws DiagnosticError. */
export function launch(file: ForeignFile, args: Dict, ctx: ModuleContext, pythonSetting: string): Launch {
  switch (file.style) {
    case 'python':
      return launchPython(file, args, choosePython(ctx.targetScope, pythonSetting));
    case 'powershell':
      return fail(
        'powershell-module',
        `the module ${file.name} is written in PowerShell, and targets are POSIX systems`,
      );
    case 'json-args':
      return launchFile(replaced(file, args), undefined, ctx, pythonSetting);
    case 'json-file':
      return launchFile(file, jsonArgs(args), ctx, pythonSetting);
    case 'words-file':
      return launchFile(file, wordArgs(args), ctx, pythonSetting);
  }
}

function launchPython(file: ForeignFile, args: Dict, python: PythonChoice): Launch {
  const text = jsonArgs(Dict.of({ ANSIBLE_MODULE_ARGS: args }));
  const bytes = Buffer.from(text, 'utf8');
  return {
    script: sh`${pythonScript(python)}
exec "$@" -c ${bootstrap}`,
    stdin: Buffer.concat([Buffer.from(`${bytes.length}\n`), bytes, library(file)]),
    python,
  };
}

/** The sources of a module, compressed; the same for every host and item. */
function library(file: ForeignFile): Buffer {
  let bytes = compressed.get(file.content);
  if (!bytes) {
    const full = /^ansible_collections\.|\..*\./.test(file.name)
      ? fullName(file.name)
      : `ansible.modules.${file.name}`;
    const text = file.content
      .toString('utf8')
      .replaceAll(COMMON_MARK, 'from ansible.module_utils.basic import *');
    const sources = collectSources(full, text, file.places);
    const plain = [...sources].map(([name, source]) => [name, [source.isPackage, source.text]]);
    bytes = deflateSync(JSON.stringify([full, Object.fromEntries(plain)]));
    compressed.set(file.content, bytes);
  }
  return bytes;
}

/** The Python name of a module: `ns.collection.module` is `ansible_collections.ns.collection.plugins.modules.module`. */
function fullName(name: string): string {
  const parts = name.split('.');
  if (parts[0] === 'ansible' && parts[1] === 'builtin') return `ansible.modules.${parts.slice(2).join('.')}`;
  return ['ansible_collections', parts[0], parts[1], 'plugins', 'modules', ...parts.slice(2)].join('.');
}

function replaced(file: ForeignFile, args: Dict): ForeignFile {
  const text = file.content.toString('latin1');
  const json = Buffer.from(jsonArgs(args), 'utf8').toString('latin1');
  return { ...file, content: Buffer.from(text.split(JSON_ARGS_MARK).join(json), 'latin1') };
}

/**
 * The module goes into a private directory of its user, together with the file of arguments, and is removed whatever
 * happens. The first line of standard input holds the arguments (`read` stops at the newline exactly), the rest the module.
 */
function launchFile(
  file: ForeignFile,
  args: string | undefined,
  ctx: ModuleContext,
  pythonSetting: string,
): Launch {
  const { content, runner, python } = interpreterOf(file, ctx, pythonSetting);
  const line = (args ?? '').replaceAll('\n', ' ');
  const name = lastPart(file.name);
  const script = sh`${python ? pythonScript(python) : sh`set --`}
mw_tmp=\${HOME:-/nonexistent}/.ansible/tmp
(umask 077; mkdir -p "$mw_tmp") 2>/dev/null && [ -w "$mw_tmp" ] || mw_tmp=\${TMPDIR:-/tmp}
mw_w=$mw_tmp/mw-${randomBytes(8).toString('hex')}
mkdir -m 0700 -- "$mw_w" || exit 1
trap 'trap "" 1 2 13 15; rm -rf -- "$mw_w"' 0
trap 'exit 143' 1 2 13 15
umask 077
IFS= read -r mw_a
mw_put "$mw_a" >"$mw_w/args"
cat >"$mw_w"/${name} && chmod 0700 "$mw_w"/${name} || exit 1
${runner ?? sh``}"$mw_w"/${name} ${args === undefined ? sh`` : sh`"$mw_w/args"`} </dev/null`;
  return { script, stdin: Buffer.concat([Buffer.from(`${line}\n`), content]), python };
}

/** `ansible_NAME_interpreter` replaces the interpreter of a script's first line; Python is the target's. */
function interpreterOf(
  file: ForeignFile,
  ctx: ModuleContext,
  pythonSetting: string,
): { content: Buffer; runner: Sh | undefined; python: PythonChoice | undefined } {
  const { content } = file;
  const end = content.indexOf(0x0a);
  const first = content
    .subarray(0, end < 0 ? content.length : end)
    .toString('latin1')
    .trim();
  if (!first.startsWith('#!')) return { content, runner: undefined, python: undefined };
  const words = splitWords(first.slice(2));
  const [program = '', ...rest] = words;
  const throughEnv = program.endsWith('/env') && rest.length === 1;
  const short = (throughEnv ? rest[0]! : program).replace(/^.*\//, '');
  if (/^python/.test(short)) {
    return { content, runner: sh`"$@" `, python: choosePython(ctx.targetScope, pythonSetting) };
  }
  const given = variable(ctx.targetScope, `ansible_${short}_interpreter`);
  if (given === undefined) return { content, runner: undefined, python: undefined };
  return {
    content,
    runner: sh`${commandWords([...splitWords(given), ...(throughEnv ? [] : rest)])} `,
    python: undefined,
  };
}

function variable(vars: Scope, name: string): string | undefined {
  const value = vars.get(name);
  return value === undefined || value === null || value instanceof Undefined ? undefined : pyStr(value);
}
