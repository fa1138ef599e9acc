import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import { splitWords } from '../../inventory/words.js';
import { shredFile } from './vaultFile.js';

/**
 * Lets the user edit a text in $EDITOR (default vi) and returns what is there afterwards. The text is in a private
 * file of a private directory below `directory`, which is gone at the end however it comes.
 *
 * @throws DiagnosticError when the editor cannot be run.
 */
export async function editText(
  content: Uint8Array,
  name: string,
  directory: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Buffer> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const work = mkdtempSync(join(directory, 'vault-'));
  const file = join(work, `text${extname(name)}`);
  const clear = (): void => {
    shredFile(file);
    rmSync(work, { recursive: true, force: true });
  };
  const end = (): void => {
    clear();
    process.exit(1);
  };
  const ignore = (): void => undefined;
  process.on('SIGTERM', end).on('SIGHUP', end).on('SIGINT', ignore); // Ctrl-C is the editor's
  try {
    writeFileSync(file, content, { mode: 0o600 });
    await runEditor(environment.EDITOR ?? 'vi', file);
    return readFileSync(file);
  } finally {
    clear();
    process.off('SIGTERM', end).off('SIGHUP', end).off('SIGINT', ignore);
  }
}

function runEditor(command: string, file: string): Promise<void> {
  const words = splitWords(command);
  const [program = 'vi', ...args] = Array.isArray(words) ? words.map((word) => word.text) : [command];
  return new Promise((done, failed) => {
    const child = spawn(program, [...args, file], { stdio: 'inherit' });
    child.on('exit', () => done());
    child.on('error', (error) => {
      try {
        fail('vault-editor', `Unable to execute the command "${command} ${file}": ${error.message}`, {
          fix: 'Set EDITOR to a program that exists.',
        });
      } catch (finding) {
        failed(finding);
      }
    });
  });
}
