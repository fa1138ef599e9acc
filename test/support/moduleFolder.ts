import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Module } from '../../src/module/types.js';
import { openModuleLab } from '../../src/modules/files/moduleUnderTest.js';
import { toJs } from '../../src/value/convert.js';

/** A folder of this machine in which modules make files, for other programs to judge. */
export class ModuleFolder {
  readonly lab = openModuleLab('/');
  private readonly folder = mkdtempSync(join(tmpdir(), 'mw-module-'));

  /** Path of a file in the folder. */
  readonly at = (name: string): string => join(this.folder, name);

  readonly text = (name: string): string => readFileSync(this.at(name), 'utf8');

  /** Runs a module; its result. */
  readonly run = async (module: Module, args: object, check = false): Promise<Record<string, unknown>> =>
    toJs((await this.lab.run(module, args, { check })).value) as Record<string, unknown>;

  async close(): Promise<void> {
    await this.lab.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** What a program prints; what it complains about, after `FAILED`, when it fails. */
export function printed(program: string, ...words: string[]): string {
  const { stdout, stderr, status } = spawnSync(program, words, { encoding: 'utf8' });
  return status === 0 ? stdout : `FAILED ${stderr}`;
}
