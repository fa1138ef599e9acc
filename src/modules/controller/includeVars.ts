import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { Applied, ModuleContext } from '../../module/types.js';
import { mergeDicts } from '../../value/merge.js';
import { Dict } from '../../value/types.js';
import { loadYaml } from '../../yaml/load.js';

const dirArguments = [
  'dir',
  'depth',
  'files_matching',
  'ignore_files',
  'extensions',
  'ignore_unknown_extensions',
];

/** Loads variables from files while a play runs. */
export const includeVars = definePlainModule({
  name: 'ansible.builtin.include_vars',
  kind: 'controller',
  freeForm: true,
  doc: {
    short: 'Reads variables from files while the play runs',
    examples: `- ansible.builtin.include_vars: "{{ ansible_os_family }}.yml"
- ansible.builtin.include_vars:
    dir: vars/hosts
    extensions: [yml]
    name: sites
`,
    returns: {
      ansible_facts: 'The variables.',
      ansible_included_var_files: 'Paths of the files that were read.',
    },
  },
  args: {
    file: { type: 'path', description: 'File, found as Ansible finds vars files.' },
    dir: { type: 'path', description: 'Directory to read recursively, in alphabetical order.' },
    name: { description: 'Variable that takes the content; default: its keys become variables.' },
    depth: { type: 'int', default: 0, description: 'Levels of directories; 0 is all.' },
    files_matching: { description: 'Regular expression for file names.' },
    ignore_files: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Regular expressions of file names to leave out.',
    },
    extensions: {
      type: 'list',
      elements: 'str',
      default: ['yaml', 'yml', 'json'],
      description: 'Extensions allowed in `dir`.',
    },
    ignore_unknown_extensions: {
      type: 'bool',
      default: false,
      description: 'Skip other files in `dir` instead of failing.',
    },
    hash_behaviour: {
      choices: ['replace', 'merge'],
      description: 'Whether dictionaries replace or extend those that exist.',
    },
    _raw_params: { description: 'The file, in the free form.' },
  },
  async run(args, ctx) {
    const given = [...ctx.rawArgs.keys()].map(String);
    const byFile = given.some((name) => name === 'file' || name === '_raw_params');
    if (byFile && given.some((name) => dirArguments.includes(name))) {
      fail('include-vars', 'arguments for a file and arguments for a directory exclude each other', {
        span: ctx.span,
      });
    }
    const paths: string[] = [];
    let content = new Dict();
    try {
      const wanted =
        args.dir === undefined
          ? [await oneFile(args.file ?? args._raw_params, ctx)]
          : await filesIn(args.dir, args, ctx);
      for (const path of wanted) {
        content = new Dict([...content, ...(await loadVars(path, ctx))]);
        paths.push(path);
      }
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      return failed(error, paths);
    }
    const vars = args.name === undefined ? content : new Dict([[args.name, content]]);
    if (args.hash_behaviour === 'merge') mergeExisting(vars, ctx);
    return {
      result: { ansible_facts: vars, ansible_included_var_files: paths },
      effects: [{ kind: 'include-vars', vars }],
    };
  },
});

/** What goes wrong with the files is in `message`, not in `msg`. */
function failed(error: DiagnosticError, paths: readonly string[]): Applied {
  const message = error.diagnostics.map((finding) => finding.message).join('\n');
  return {
    result: { failed: true, message, ansible_facts: new Dict(), ansible_included_var_files: [...paths] },
    diagnostics: error.diagnostics,
  };
}

async function oneFile(name: string | undefined, ctx: ModuleContext): Promise<string> {
  if (name === undefined || name.trim() === '')
    fail('include-vars', 'Could not find file on the Ansible Controller.', {
      span: ctx.span,
      fix: 'name a file or a dir',
    });
  return ctx.files.find('vars', name.replace(/\n+$/, ''));
}

interface Selection {
  readonly depth: number;
  readonly files_matching: string | undefined;
  readonly ignore_files: readonly string[];
  readonly extensions: readonly string[];
  readonly ignore_unknown_extensions: boolean;
}

async function filesIn(dir: string, selection: Selection, ctx: ModuleContext): Promise<string[]> {
  const root = await findDirectory(dir, ctx);
  const folders = (await foldersBelow(root)).sort();
  const chosen = selection.depth > 0 ? folders.slice(0, selection.depth) : folders;
  const matching = selection.files_matching === undefined ? undefined : expression(selection.files_matching);
  const ignored = selection.ignore_files.map((pattern) => expression(`${pattern}$`));
  const paths: string[] = [];
  for (const folder of chosen) {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const name of entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort()) {
      if ((matching && !matching.test(name)) || ignored.some((pattern) => pattern.test(name))) continue;
      const known = selection.extensions.includes(name.split('.').slice(1).at(-1) ?? '');
      if (known) paths.push(join(folder, name));
      else if (!selection.ignore_unknown_extensions) {
        fail(
          'include-vars',
          `${join(folder, name)} does not have a valid extension: ${selection.extensions.join(', ')}`,
          {
            span: ctx.span,
            fix: 'set ignore_unknown_extensions to skip such files',
          },
        );
      }
    }
  }
  return paths;
}

/** A role's vars folder first, then beside the file that holds the task. */
async function findDirectory(dir: string, ctx: ModuleContext): Promise<string> {
  const role = ctx.scope.get('role_path');
  const beside = ctx.span === undefined ? ctx.files.basedir : dirname(ctx.span.file);
  const candidates = isAbsolute(dir)
    ? [dir]
    : typeof role === 'string'
      ? [...(dir.split('/')[0] === 'vars' ? [join(role, dir)] : []), join(role, 'vars', dir)]
      : [join(beside, dir)];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isDirectory()) return candidate;
    if (found) fail('include-vars', `${candidate} is not a directory`, { span: ctx.span });
  }
  return fail('include-vars', `${candidates.at(-1)} directory does not exist`, { span: ctx.span });
}

async function foldersBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => foldersBelow(join(root, entry.name))),
  );
  return [root, ...below.flat()];
}

async function loadVars(path: string, ctx: ModuleContext): Promise<Dict> {
  const text = (await ctx.files.read(path)).toString('utf8');
  const vars = loadYaml(text, path);
  if (vars === null || vars === false || vars === '') return new Dict();
  return vars instanceof Dict
    ? vars
    : fail('include-vars', `${path} must be stored as a dictionary/hash`, { span: ctx.span });
}

function mergeExisting(vars: Dict, ctx: ModuleContext): void {
  for (const [key, value] of [...vars]) {
    const existing = ctx.scope.get(String(key));
    if (existing instanceof Dict && value instanceof Dict) vars.set(key, mergeDicts(existing, value));
  }
}

function expression(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    return fail('include-vars', `Invalid regular expression: ${pattern}`);
  }
}
