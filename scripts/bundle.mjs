// Bundles the program with its dependencies: a cold start then reads one file instead of hundreds, and V8's code cache
// of a short run spares compiling it. The ciphers that ssh2 compiles when it is installed are taken from there where they
// exist (a seventh of the processor time of a run over ten hosts); without a compiler it falls back to Node's own.
import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

/** Node finds the compiled ciphers from the bundle too, not only from within ssh2. */
const compiledCiphers = {
  name: 'compiled ciphers',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/sshcrypto\.node$/ }, () => ({
      path: 'ssh2/lib/protocol/crypto/build/Release/sshcrypto.node',
      external: true,
    })),
};

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
  external: ['cpu-features'],
  plugins: [compiledCiphers],
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
