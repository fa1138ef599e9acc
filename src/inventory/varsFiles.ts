import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Diagnostic, fail } from '../diag/diagnostic.js';
import { placed } from '../diag/placed.js';
import { fileStatus } from '../template/files/status.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict } from '../value/types.js';
import { isVaultText } from '../vault/envelope.js';
import { loadYaml } from '../yaml/load.js';
import { spanOf } from '../yaml/spans.js';

const EXTENSIONS = ['', '.yml', '.yaml', '.json'];

/** One file of variables; a layer of its own, so that each value's origin can be told. */
interface VarsFile {
  readonly file: string;
  readonly vars: Dict;
}

export interface VarsFileOptions {
  /** Decrypts a vault-encrypted file. Absent: such a file is an error. */
  readonly decrypt?: ((envelope: string) => string) | undefined;
  readonly onDiagnostic?: ((finding: Diagnostic) => void) | undefined;
}

/**
 * The variables of `BASE/group_vars/NAME` or `BASE/host_vars/NAME`, from the weakest file to the strongest: the first
 * of NAME (file, or directory read recursively in sorted order), NAME.yml, NAME.yaml and NAME.json that exists.
 *
 * @throws DiagnosticError for a file that cannot be read, decrypted or is no mapping.
 */
export function loadVarsDirectory(
  base: string,
  kind: 'group_vars' | 'host_vars',
  name: string,
  options: VarsFileOptions = {},
): VarsFile[] {
  if (name.startsWith('/')) return [];
  return findVarsFiles(join(base, kind), name).flatMap((file) => {
    const vars = loadVarsFile(file, options);
    return vars.size === 0 ? [] : [{ file, vars }];
  });
}

/** The files that hold the variables of a name in a directory, in the order they apply. */
function findVarsFiles(directory: string, name: string): string[] {
  for (const extension of EXTENSIONS) {
    const path = join(directory, name) + extension;
    const kind = kindOf(path);
    if (kind === 'file') return [path];
    if (kind === 'directory') return listVarsFiles(path);
  }
  return [];
}

function listVarsFiles(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .filter((entry) => !entry.startsWith('.') && !entry.endsWith('~'))
    .flatMap((entry) => {
      const path = join(directory, entry);
      const extension = extname(entry);
      const kind = kindOf(path);
      if (kind === 'directory') return extension === '' ? listVarsFiles(path) : [];
      return kind === 'file' && EXTENSIONS.includes(extension) ? [path] : [];
    });
}

function kindOf(path: string): 'file' | 'directory' | undefined {
  const stat = fileStatus(path);
  if (stat?.isDirectory()) return 'directory';
  return stat ? 'file' : undefined;
}

/** The variables of one YAML or JSON file, decrypted when needed; an empty file has none. Throws DiagnosticError. */
function loadVarsFile(file: string, options: VarsFileOptions = {}): Dict {
  const data = loadYaml(plainText(file, options), file, options);
  if (data === null) return new Dict();
  if (!(data instanceof Dict)) {
    fail(
      'vars-no-mapping',
      `a file of variables has to be a mapping, and this one is of type ${pyTypeName(data)}`,
      {
        span: spanOf(data) ?? { file, line: 1, col: 1 },
        fix: 'Write "name: value" lines.',
      },
    );
  }
  return data;
}

function plainText(file: string, options: VarsFileOptions): string {
  const span = { file, line: 1, col: 1 };
  const text = read(file);
  if (!isVaultText(text)) return text;
  if (!options.decrypt) {
    fail(
      'vault-no-secret',
      'Attempting to decrypt but no vault secrets found: the file is encrypted, and no vault password was given',
      {
        span,
        fix: 'Give --vault-password-file or --ask-vault-pass.',
      },
    );
  }
  const { decrypt } = options;
  return placed(span, () => decrypt(text));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'EACCES'
        ? 'permission denied'
        : String((error as Error).message);
    return fail('file-unreadable', `${file} cannot be read: ${reason}`, {
      fix: 'Check the permissions of the file.',
    });
  }
}
