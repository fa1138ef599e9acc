import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** The programs of this project, bundled from the sources as they are: they start at once, and need no build. */
export class BundledProgram {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<BundledProgram> {
    await mkdir('dist', { recursive: true });
    // Two levels below the project, like the compiled program, which finds its own files from there.
    const folder = await mkdtemp(resolve('dist/test-'));
    await build({
      entryPoints: ['playbook', 'meshwright'].map((name) => `test/e2e/fixtures/${name}.ts`),
      outdir: folder,
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'warning',
    });
    return new BundledProgram(folder);
  }

  /** The words that start `meshwright-playbook`. */
  get playbook(): readonly [string, string] {
    return [process.execPath, join(this.folder, 'playbook.js')];
  }

  /** The words that start `meshwright`. */
  get meshwright(): readonly [string, string] {
    return [process.execPath, join(this.folder, 'meshwright.js')];
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
