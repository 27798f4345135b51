// Where npm put a package of data.

import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** The folder of an installed package, to read its files without running its code. */
export function packageFolder(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}
