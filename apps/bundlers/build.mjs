// Builds a page with a bundler, each with as little configuration as it takes.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { build as viteBuild } from 'vite';
import webpack from 'webpack';

const root = fileURLToPath(new URL('.', import.meta.url));

const bundlers = {
  async vite(page, outDir) {
    const html = join(outDir, 'source');
    await mkdir(html, { recursive: true });
    await writeFile(join(html, 'index.html'), htmlOf(join(root, 'src', `${page}.js`)));
    await viteBuild({
      root: html,
      logLevel: 'error',
      configFile: false,
      base: './',
      build: { outDir: join(outDir, 'site'), emptyOutDir: true, modulePreload: { polyfill: false } },
    });
  },

  async webpack(page, outDir) {
    const compiler = webpack({
      mode: 'production',
      context: root,
      entry: `./src/${page}.js`,
      performance: { hints: false },
      output: { path: join(outDir, 'site'), filename: 'page.js', publicPath: 'auto' },
    });
    const stats = await new Promise((resolve, reject) => {
      compiler.run((error, result) => (error ? reject(error) : resolve(result)));
    });
    await new Promise((resolve) => compiler.close(resolve));
    if (stats.hasErrors() || stats.hasWarnings())
      throw new Error(stats.toString({ all: false, errors: true, warnings: true }));
    await writeFile(join(outDir, 'site', 'index.html'), htmlOf('./page.js'));
  },

  async esbuild(page, outDir) {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: [`src/${page}.js`],
      bundle: true,
      format: 'esm',
      logLevel: 'error',
      outfile: join(outDir, 'site', 'page.js'),
    });
    await writeFile(join(outDir, 'site', 'index.html'), htmlOf('./page.js'));
  },
};

function htmlOf(script) {
  return `<!doctype html><title>…</title><link rel="icon" href="data:,"><script type="module" src="${script}"></script>`;
}

/** Builds `src/<page>.js` with `bundler` and gives the folder of the site. */
export async function buildPage(bundler, page, outDir) {
  await bundlers[bundler](page, outDir);
  return join(outDir, 'site');
}
