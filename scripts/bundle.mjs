// Bundles the program with its dependencies: a cold start then reads a few files instead of hundreds. The native
// parts of ssh2 are left out (it does without), so that the program behaves alike wherever it was installed.
import { build } from 'esbuild';

await build({
  entryPoints: { meshwright: 'dist/cli/main.js' },
  outdir: 'dist/bundle',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  splitting: true,
  minify: true,
  external: ['*.node', 'cpu-features'],
  // What CommonJS dependencies expect to find.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { dirname as __dirnameOf } from 'node:path';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = import.meta.filename;',
      'const __dirname = __dirnameOf(__filename);',
    ].join(''),
  },
  logLevel: 'warning',
});
