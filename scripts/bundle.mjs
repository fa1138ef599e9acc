// Bundles the program with its dependencies: a cold start then reads one file instead of hundreds, and V8's code cache
// of a short run spares compiling it. The native parts of ssh2 are left out (it does without), so that the program
// behaves alike wherever it was installed.
import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const folder = 'dist/bundle';
const fresh = `${folder}/meshwright.cjs.${process.pid}`;

await build({
  entryPoints: ['dist/cli/main.js'],
  outfile: fresh,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  supported: { 'dynamic-import': false },
  external: ['*.node', 'cpu-features'],
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'warning',
});
for (const name of readdirSync(folder))
  if (/cache$|\.js$/.test(name)) rmSync(`${folder}/${name}`, { force: true });
renameSync(fresh, `${folder}/meshwright.cjs`);
const { status } = spawnSync(process.execPath, ['scripts/code-cache.cjs'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
process.exitCode = status ?? 1;
