// Bundles the program with its dependencies: a cold start then reads a few files instead of hundreds.
// ssh2 stays outside, because it looks for its optional native parts beside its own files.
import { build } from 'esbuild';

await build({
  entryPoints: { meshwright: 'dist/cli/main.js' },
  outdir: 'dist/bundle',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['ssh2'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
