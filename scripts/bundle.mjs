// Bundles the two programs into one file each: a cold start then reads a few files instead of hundreds.
import { build } from 'esbuild';

await build({
  entryPoints: { meshwright: 'dist/cli/main.js' },
  outdir: 'dist/bundle',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  splitting: true,
  packages: 'external',
});
