import { openSync, readSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { writeError } from './standardStreams.js';

/** Where people answer: what they type, and where they are asked. */
interface Terminal {
  readonly input: ReadStream;
  say(text: string): void;
  close(): void;
}

/** The controlling terminal, to read and to write as Python's getpass does: input and output may be redirected. */
export function openTerminal(): Terminal | undefined {
  try {
    const fd = openSync('/dev/tty', 'r+');
    const input = new ReadStream(fd);
    return { input, say: (text) => void writeSync(fd, text), close: () => input.destroy() };
  } catch {
    return inputTerminal();
  }
}

/** Standard input where it is a terminal. */
export function inputTerminal(): Terminal | undefined {
  if (!process.stdin.isTTY) return undefined;
  return { input: process.stdin, say: writeError, close: () => {} };
}

/** Reads one line from a terminal and closes it; hidden input is not shown. undefined at its end (Ctrl-D). */
export async function readTerminalLine(
  terminal: Terminal,
  question: string,
  hidden: boolean,
): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: terminal.input,
    output: hidden ? silent : process.stderr,
    terminal: hidden,
  });
  // Asked once nothing is echoed any more: sshpass and expect answer at once.
  terminal.say(question);
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
      lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    });
  } finally {
    lines.close();
    if (hidden) terminal.say('\n');
    terminal.close();
  }
}

/** Reads one line from standard input, not a byte more: what follows is for others. undefined at its end. */
export function readInputLine(): string | undefined {
  const bytes: number[] = [];
  const byte = Buffer.alloc(1);
  while (readByte(byte)) {
    if (byte[0] === 10) return Buffer.from(bytes).toString('utf8');
    bytes.push(byte[0]!);
  }
  return bytes.length > 0 ? Buffer.from(bytes).toString('utf8') : undefined;
}

function readByte(byte: Buffer): boolean {
  for (;;) {
    try {
      return readSync(0, byte, 0, 1, null) === 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); // a pipe that does not block: nothing there yet
    }
  }
}
