import { readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError, fail, type Note } from '../diag/diagnostic.js';
import { placed } from '../diag/placed.js';
import type { SourceSpan } from '../diag/span.js';
import { loads } from '../value/json.js';
import type { Value } from '../value/types.js';
import { loadYaml } from '../yaml/load.js';

/** Reads, decrypts and parses the project's YAML files, each once. */
export class SourceFiles {
  private readonly parsed = new Map<string, Value>();

  constructor(
    private readonly options: {
      /** Decrypts whole-file vaults; receives the text of the file. */
      readonly decrypt?: (envelope: string) => string;
      /** Gets warnings such as duplicate keys. */
      readonly onDiagnostic: (finding: Diagnostic) => void;
    },
  ) {}

  /** The parsed content of a YAML file. Throws DiagnosticError for unreadable or malformed files. */
  load(path: string, referredFrom?: SourceSpan): Value {
    const file = resolve(path);
    const cached = this.parsed.get(file);
    if (cached !== undefined) return cached;
    const text = this.text(file, referredFrom);
    const value = explainJson(file, text, () =>
      loadYaml(text, displayPath(file), { onDiagnostic: this.options.onDiagnostic }),
    );
    this.parsed.set(file, value);
    return value;
  }

  /** The text of a file, decrypted when it is a vault. */
  text(path: string, referredFrom?: SourceSpan): string {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      const reason =
        (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : (error as Error).message;
      fail('unreadable-file', `the file ${displayPath(path)} ${reason}`, { span: referredFrom });
    }
    if (!text.startsWith('$ANSIBLE_VAULT;')) return text;
    const span = { file: displayPath(path), line: 1, col: 1 };
    const { decrypt } = this.options;
    if (!decrypt) {
      fail(
        'vault-password-missing',
        `Attempting to decrypt but no vault secrets found: ${displayPath(path)} is encrypted and no vault password was given`,
        {
          span,
          fix: 'pass --vault-password-file or --ask-vault-pass',
        },
      );
    }
    return placed(span, () => decrypt(text));
  }
}

/** A file that calls itself JSON is also told what is wrong with it as JSON. */
function explainJson(file: string, text: string, load: () => Value): Value {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof DiagnosticError) || !file.endsWith('.json')) throw error;
    const [first, ...others] = error.diagnostics;
    const note = jsonMistake(text);
    if (!first || note === undefined) throw error;
    throw new DiagnosticError([{ ...first, notes: [...first.notes, note] }, ...others], { cause: error });
  }
}

function jsonMistake(text: string): Note | undefined {
  try {
    loads(text);
    return undefined;
  } catch (error) {
    return { message: `JSON: ${(error as Error).message}` };
  }
}

/** The path as shown to people: relative to the working directory when the file lies below it. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown === '' || shown.startsWith('..') || isAbsolute(shown) ? path : shown;
}
