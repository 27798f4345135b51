// TensorFlow.js core's compiled specs, read from the installed package and linked to the facade instead of its engine.

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

const require = createRequire(import.meta.url);
const dist = join(dirname(require.resolve('@tensorflow/tfjs-core/package.json')), 'dist');

/** A spec file of the installed package, ready to be run as the body of a CommonJS module. */
export interface SpecFile {
  /** Path inside `dist`, without `_test.js`: `ops/conv2d`. */
  readonly name: string;
  readonly code: string;
}

/** What the specs import by these names comes from us. Everything else is theirs, unmodified. */
const ours: readonly { readonly module: RegExp; readonly is: 'tf' | 'jasmine_util' }[] = [
  { module: /^jasmine_util$/, is: 'jasmine_util' },
  { module: /^(index|base|engine|globals|environment|gradients|tensor|train|ops\/ops)$/, is: 'tf' },
  { module: /^ops\/(?!.*_(util|test)$)/, is: 'tf' },
  { module: /^(optimizers|public)\/(?!.*_test$)/, is: 'tf' },
];

/** Names under which bundled specs ask for the two modules of ours. */
export const facadeModules = { tf: 'cambium:tf', jasmine_util: 'cambium:jasmine_util' } as const;

const linkToFacade: Plugin = {
  name: 'link-to-facade',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^spec:/ }, ({ path }) => ({ path: path.slice('spec:'.length), namespace: 'spec' }));
    onLoad({ filter: /.*/, namespace: 'spec' }, ({ path }) => ({
      // Their helpers ask their environment for typed arrays and text codecs, which the platform gives it.
      contents: ['engine', 'flags', 'platforms/platform_node', path]
        .map((file) => `import './${file}';`)
        .join('\n'),
      resolveDir: dist,
    }));
    onResolve({ filter: /^\.\.?(\/|$)/ }, ({ path, resolveDir, importer }) => {
      if (!importer.startsWith(dist)) return null;
      const target = relative(dist, join(resolveDir, path)).replaceAll('\\', '/') || 'index';
      // The engine's own modules keep their engine; only specs and the helpers of specs see ours.
      const asks = /_(test|test_util)\.js$|[/\\](test_util|rand_util|image_test_util)\.js$/.test(importer);
      const match = asks ? ours.find(({ module }) => module.test(target)) : undefined;
      if (match === undefined) return null;
      if (match.is === 'tf') return { path: 'tf', namespace: 'facade' };
      return { path: facadeModules[match.is], external: true };
    });
    onResolve({ filter: /^cambium:/ }, ({ path }) => ({ path, external: true }));
    // Their own helpers are part of what the index exports.
    onLoad({ filter: /.*/, namespace: 'facade' }, () => ({
      contents: `module.exports = { ...require('${facadeModules.tf}') };
        Object.defineProperties(module.exports, {
          util: { get: () => require('./util'), enumerable: true },
          test_util: { get: () => require('./test_util'), enumerable: true },
        });`,
      resolveDir: dist,
    }));
  },
};

/** What the packages that their helpers need are required by. */
export const requireForSpecs: NodeJS.Require = createRequire(join(dist, 'index.js'));

let bundled: Promise<SpecFile[]> | undefined;

/** All spec files of the installed package; they are bundled once. */
export function bundleSpecs(): Promise<SpecFile[]> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<SpecFile[]> {
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('_test.js'))
    .sort();
  const { outputFiles } = await build({
    entryPoints: names.map((name) => ({ in: `spec:${name}`, out: name.slice(0, -'.js'.length) })),
    outdir: dist,
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    // Which of their modules have side effects, their manifest does not say of these.
    ignoreAnnotations: true,
    logLevel: 'silent',
    plugins: [linkToFacade],
  });
  return outputFiles.map(({ path, text }) => ({
    name: relative(dist, path).replaceAll('\\', '/').slice(0, -'_test.js'.length),
    code: text,
  }));
}
