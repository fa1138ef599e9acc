import { readFileSync } from 'node:fs';
import { fail } from '../diag/diagnostic.js';
import { standardOutput } from './standardStreams.js';
import { inputTerminal, openTerminal, readInputLine, readTerminalLine } from './terminalInput.js';

/**
 * Asks for a secret without showing what is typed, on the terminal even when input is redirected. Without a terminal
 * the answer is the next line of standard input, as for Python's getpass. undefined when input ends.
 */
export async function askSecret(question: string): Promise<string | undefined> {
  const terminal = openTerminal();
  if (terminal) return readTerminalLine(terminal, question, true);
  process.stderr.write(question);
  return readInputLine();
}

/** Asks on the terminal; undefined when standard input is none. */
export async function ask(question: string, hidden: boolean): Promise<string | undefined> {
  const terminal = inputTerminal();
  return terminal && readTerminalLine(terminal, question, hidden);
}

/** The next line of standard input, whether somebody types it or not; undefined at its end. */
export async function readCommand(prompt: string): Promise<string | undefined> {
  const terminal = inputTerminal();
  if (terminal) return readTerminalLine(terminal, prompt, false);
  standardOutput.write(prompt);
  standardOutput.flush();
  return readInputLine();
}

/** The first line of a password file. Throws DiagnosticError. */
export function passwordFromFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n')[0]!.trim();
  } catch {
    fail('unreadable-file', `the password file ${path} cannot be read`);
  }
}
