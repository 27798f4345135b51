/** Builds `src/<page>.js` with a bundler and gives the folder of the site. */
export function buildPage(
  bundler: 'vite' | 'webpack' | 'esbuild',
  page: 'files' | 'inline' | 'workers',
  outDir: string,
): Promise<string>;
