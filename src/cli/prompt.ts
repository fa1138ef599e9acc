import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { fail } from '../diag/diagnostic.js';

/** Asks on the terminal without showing what is typed. Throws DiagnosticError when there is no terminal. */
export async function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    fail('no-terminal', `"${question}" cannot be asked: standard input is no terminal`, {
      fix: 'give the password in a file instead',
    });
  }
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((resolve) => lines.question('', resolve));
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

/** Asks on the terminal; undefined when standard input is none. */
export async function ask(question: string, hidden: boolean): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  if (hidden) return askSecret(question);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise<string>((resolve) => lines.question(question, resolve));
  } finally {
    lines.close();
  }
}

/** The first line of a password file. Throws DiagnosticError. */
export function passwordFromFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n')[0]!.trim();
  } catch {
    fail('unreadable-file', `the password file ${path} cannot be read`);
  }
}
