// Bundles the program of the workers into worker/transform-worker.js: one file without imports, which bundlers take as it is.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['src/workers/main.ts'],
  outfile: 'worker/transform-worker.js',
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  // Not the white space: comments that tell bundlers to leave an import alone would go with it.
  minifySyntax: true,
  minifyIdentifiers: true,
  conditions: ['@cambium/source'],
});
