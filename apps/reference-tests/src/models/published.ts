// Models that ship in npm packages. They are installed, not copied; both libraries read the same files.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ReadFile } from './artifacts.ts';

/** A model of a package. */
export interface PublishedModel {
  readonly name: string;
  readonly read: ReadFile;
  /** The shape of an input, whose values lie in [0, 1). */
  readonly input: readonly number[];
}

const require = createRequire(import.meta.url);

/** The folder of an installed package, also of one whose exports do not show its files. */
function folderOf(name: string): string {
  const entry = require.resolve(name);
  const home = join('node_modules', ...name.split('/'));
  return entry.slice(0, entry.lastIndexOf(home) + home.length);
}

/** ESRGAN, which enlarges images: residual dense blocks, concatenations, bilinear enlargement. */
function enlarger(factor: number): PublishedModel {
  return {
    name: `@upscalerjs/esrgan-slim ${factor}x`,
    read: (name) => readFile(join(folderOf('@upscalerjs/esrgan-slim'), 'models', `x${factor}`, name)),
    input: [1, 12, 10, 3],
  };
}

/** An image classifier whose files are scripts: the model as an object, the bytes in base64. */
function classifier(model: string, size: number): PublishedModel {
  return {
    name: `nsfwjs ${model}`,
    read: async (name) => {
      const stem = name.replace(/\.json$/, '');
      const content: unknown = require(join(folderOf('nsfwjs'), 'dist/models', model, `${stem}.min.js`));
      return typeof content === 'string'
        ? Buffer.from(content, 'base64')
        : new TextEncoder().encode(JSON.stringify(content));
    },
    input: [1, size, size, 3],
  };
}

/** All of them, the quick ones first. */
export const publishedModels: readonly PublishedModel[] = [
  ...[2, 3, 4, 8].map(enlarger),
  classifier('mobilenet_v2', 224),
  classifier('inception_v3', 299),
];
