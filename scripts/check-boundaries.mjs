// Checks the imports in packages/*/src against the direction in which packages may depend on each other.
// Only sources are checked: tests may import any package. Import cycles between files are biome's noImportCycles.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What each package may import from the workspace: a package with its subpaths, or one subpath alone. */
const allowed = {
  tensor: [],
  autograd: ['@cambium/tensor'],
  layers: ['@cambium/tensor'],
  optim: ['@cambium/tensor'],
  data: ['@cambium/tensor'],
  'backend-cpu': ['@cambium/tensor/backend'],
  'backend-wasm': ['@cambium/tensor/backend', '@cambium/backend-cpu'],
  train: ['@cambium/tensor', '@cambium/autograd', '@cambium/layers', '@cambium/optim', '@cambium/data'],
  vision: ['@cambium/tensor', '@cambium/layers', '@cambium/data'],
  plot: ['@cambium/tensor', '@cambium/layers', '@cambium/data'],
  conformance: ['@cambium/tensor', '@cambium/autograd'],
  cambium: [
    '@cambium/tensor',
    '@cambium/autograd',
    '@cambium/layers',
    '@cambium/optim',
    '@cambium/data',
    '@cambium/train',
    '@cambium/vision',
    '@cambium/backend-cpu',
    '@cambium/backend-wasm',
  ],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const problems = [];

for (const name of readdirSync(join(root, 'packages'))) {
  const home = join(root, 'packages', name);
  const src = join(home, 'src');
  if (!existsSync(src)) continue;
  if (!(name in allowed)) {
    problems.push(`packages/${name}: not in the table of scripts/check-boundaries.mjs`);
    continue;
  }
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies };

  for (const entry of readdirSync(src, { recursive: true })) {
    if (!/\.[cm]?tsx?$/.test(entry)) continue;
    const file = join(src, entry);
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      const report = (rule) => problems.push(`${relative(root, file)}: '${specifier}': ${rule}`);
      if (specifier.startsWith('.')) {
        if (!resolve(dirname(file), specifier).startsWith(src + sep))
          report('a relative import must stay inside the src folder of its package');
      } else if (/^(cambium|@cambium\/.+)$/.test(specifier)) {
        if (!allowed[name].some((one) => specifier === one || specifier.startsWith(`${one}/`)))
          report(`${name} may import ${allowed[name].join(', ') || 'no other package of the workspace'}`);
      } else if (!/^(node:|#)/.test(specifier)) {
        const dependency = specifier.match(/^(@[^/]+\/)?[^/]+/)[0];
        if (!(dependency in declared)) report(`${dependency} is not a dependency in its package.json`);
      }
    }
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log('boundaries: all imports follow the direction of the packages');

/** The module specifiers in a source text; lines of comments, which may hold examples, are skipped. */
function importsOf(text) {
  const code = text.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  const statements = code.matchAll(/^\s*(?:import|export)\b(?:[^'"`;=]*?\bfrom)?\s*['"]([^'"]+)['"]/gm);
  const calls = code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g);
  return [...statements, ...calls].map((match) => match[1]);
}
