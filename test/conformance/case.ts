import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseOutput, type RunOutput } from './output.js';

export const CASES = fileURLToPath(new URL('./cases', import.meta.url));

/** `case.json`: what the case is about and how it is run. */
interface Case {
  readonly name: string;
  readonly title: string;
  /** Arguments after `-i hosts playbook.yml`. */
  readonly args?: readonly string[];
  /** Compare the messages of failures too. Default false: their wording may be better than Ansible's. */
  readonly failureMessages?: boolean;
}

/** What a run of a case showed. `files` are the texts it left below `out/`. */
export interface Outcome extends RunOutput {
  readonly exit: number;
  readonly files: Record<string, string>;
}

/** The cases, sorted by name. */
export function loadCases(): Case[] {
  return readdirSync(CASES)
    .sort()
    .map((name) => ({
      name,
      ...(JSON.parse(readFileSync(join(CASES, name, 'case.json'), 'utf8')) as Omit<Case, 'name'>),
    }));
}

/** Runs a case with a playbook command in a copy of its folder. */
export async function runCase(one: Case, command: string): Promise<Outcome> {
  const work = mkdtempSync(join(tmpdir(), `conformance-${one.name}-`));
  try {
    cpSync(join(CASES, one.name), work, { recursive: true });
    const { exit, stdout } = await execute(
      command,
      ['-i', 'hosts', 'playbook.yml', ...(one.args ?? [])],
      work,
    );
    const output = parseOutput(stdout.replaceAll(work, 'WORK'));
    return { exit, ...strip(output, one), files: readFiles(join(work, 'out')) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function execute(command: string, args: string[], cwd: string): Promise<{ exit: number; stdout: string }> {
  const env = {
    ...process.env,
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    ANSIBLE_LOCAL_TEMP: join(cwd, '.ansible'),
    COLUMNS: '79',
    FROM_CONTROLLER: 'set by the runner',
  };
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, timeout: 60_000 }, (error, stdout) => {
      resolve({ exit: error ? Number(error.code ?? 1) : 0, stdout });
    });
  });
}

function strip(output: RunOutput, one: Case): RunOutput {
  if (one.failureMessages) return output;
  const results = output.results.map((result) => {
    if (result.status !== 'failed' && result.status !== 'unreachable') return result;
    const { data: _message, ...rest } = result;
    return rest;
  });
  return { ...output, results };
}

function readFiles(directory: string, prefix = ''): Record<string, string> {
  if (!existsSync(directory)) return {};
  const files: Record<string, string> = {};
  for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) Object.assign(files, readFiles(path, `${prefix}${entry.name}/`));
    else files[prefix + entry.name] = readFileSync(path, 'utf8');
  }
  return files;
}
