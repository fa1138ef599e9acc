import { execFile } from 'node:child_process';
import { PyError } from '../../value/errors.js';
import { stripText } from '../../value/pymethods/strLayout.js';
import { splitLines } from '../../value/pymethods/strSplit.js';
import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';

/** Lookups that run commands on the controller, in the directory of the playbook. */
export const commandLookups: readonly LookupEntry[] = [
  {
    name: 'pipe',
    doc: 'The output of shell commands, without trailing blanks. An exit status other than 0 is an error.',
    apply: (terms, _kwargs, ctx) =>
      inOrder(terms, async (command) => [stripText(await run('pipe', command, ctx), null, 'rstrip')]),
  },
  {
    name: 'lines',
    doc: 'The output of shell commands line by line.',
    apply: (terms, _kwargs, ctx) =>
      inOrder(terms, async (command) => splitLines(await run('lines', command, ctx))),
  },
];

async function inOrder(
  terms: readonly Value[],
  work: (command: string) => Promise<Value[]>,
): Promise<Value[]> {
  const results: Value[] = [];
  for (const term of terms) results.push(...(await work(pyStr(term))));
  return results;
}

function run(lookup: string, command: string, ctx: CallContext): Promise<string> {
  const directory = ctx.scope.get('playbook_dir');
  const options = { maxBuffer: 2 ** 28, ...(typeof directory === 'string' && { cwd: directory }) };
  return new Promise((resolve, reject) => {
    const child = execFile('/bin/sh', ['-c', command], options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const status = typeof error.code === 'number' ? error.code : error.message;
      return reject(
        new PyError(
          'AnsibleError',
          `lookup_plugin.${lookup}(${command}) returned ${status}${detailOf(stderr)}`,
        ),
      );
    });
    child.stdin?.end();
  });
}

function detailOf(stderr: string): string {
  return stderr.trim() === '' ? '' : `: ${stderr.trim()}`;
}
