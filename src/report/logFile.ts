import { appendFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fail } from '../diag/diagnostic.js';

/**
 * Writes what is shown to a file too (`log_path`), each text with its time, process and user as Ansible's log has them,
 * without colours. Only its owner may read a new file. Throws DiagnosticError when the file cannot be written.
 */
export function logTo(path: string): (text: string) => void {
  const { username } = userInfo();
  write(path, '');
  return (text) => {
    const plain = text
      .replace(/\x1b\[[0-9;]*m/g, '')
      .replace(/^\n+/, '')
      .replace(/\n$/, '');
    if (plain === '') return;
    write(path, `${stamp(new Date())} p=${process.pid} u=${username} n=ansible | ${plain}\n`);
  };
}

function write(path: string, text: string): void {
  try {
    appendFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    fail('unwritable-log', `the log file ${path} cannot be written: ${reason}`, {
      fix: 'correct log_path in ansible.cfg (ANSIBLE_LOG_PATH)',
    });
  }
}

function stamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time},${String(date.getMilliseconds()).padStart(3, '0')}`;
}
