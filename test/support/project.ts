import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../src/diag/diagnostic.js';
import { parseInventory } from '../../src/inventory/parse.js';
import type { Play, Task } from '../../src/playbook/ast.js';
import { tasksIn } from '../../src/playbook/ast.js';
import { Collections } from '../../src/playbook/collections.js';
import type { LoadContext } from '../../src/playbook/context.js';
import { loadPlaybook } from '../../src/playbook/loadPlaybook.js';
import { importRole } from '../../src/playbook/loadRole.js';
import { ModuleLibrary } from '../../src/playbook/modules/moduleLibrary.js';
import { SourceFiles } from '../../src/playbook/sourceFiles.js';
import { createTemplar } from '../../src/template/templar.js';
import { Dict } from '../../src/value/types.js';
import { VariableStore } from '../../src/vars/store.js';

const MODULES = ['command', 'copy', 'debug', 'set_fact', 'shell', 'template'];

/** Playbook, roles and inventory in a directory of their own, read as the command line reads them. */
export class TestProject {
  readonly directory = mkdtempSync(join(tmpdir(), 'project-'));
  readonly findings: Diagnostic[] = [];
  readonly templar = createTemplar();

  /** `files`: their texts by path. */
  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  private readonly sources = new SourceFiles({ onDiagnostic: (finding) => void this.findings.push(finding) });

  /** Loads a playbook; findings are collected. `rolesPath` is relative to the project. */
  load(playbook = 'site.yml', rolesPath: readonly string[] = []): Play[] {
    const ctx: LoadContext = {
      files: this.sources,
      rolesPath: rolesPath.map((path) => join(this.directory, path)),
      collections: new Collections([join(this.directory, 'collections')], this.sources),
      modules: new ModuleLibrary({
        isNative: (name) => MODULES.includes(name.replace('ansible.builtin.', '')),
        collectionDirectory: () => undefined,
        installed: () => undefined,
      }),
      actions: {
        takesFreeForm: (name) => ['command', 'shell'].includes(name),
        names: () => MODULES,
        argumentSpec: () => undefined,
      },
      syntax: this.templar,
      interpolate: (value) =>
        this.templar.resolve(value, { get: () => undefined, has: () => false, names: () => [] }),
      importRole,
      report: (finding) => void this.findings.push(finding),
    };
    return loadPlaybook(ctx, join(this.directory, playbook));
  }

  /** The variables of a run over an inventory file. */
  async store(extraVars = new Dict(), mergeHashes = false, inventory = 'hosts'): Promise<VariableStore> {
    return new VariableStore({
      inventory: await parseInventory([join(this.directory, inventory)], {
        onDiagnostic: (finding) => void this.findings.push(finding),
      }),
      extraVars,
      files: this.sources,
      templar: this.templar,
      mergeHashes,
    });
  }
}

/** The tasks of a play's sections in the order in which they are written, those the engine adds left out. */
export function writtenTasks(play: Play): Task[] {
  const nodes = [
    ...play.preTasks,
    ...play.roles.flatMap((role) => role.tasks),
    ...play.tasks,
    ...play.postTasks,
  ];
  return [...tasksIn(nodes)].filter((task) => !task.implicit);
}
