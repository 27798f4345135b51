// Images in a folder for each class, as many collections are published.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TensorError } from '@cambium/tensor';
import { type Dataset, indexError } from '../dataset.ts';
import { ClassEncoder } from '../encode.ts';
import type { HostArray } from '../host-array.ts';
import { type ReadImageOptions, readImage } from './image-file.ts';
import { unreadable } from './read-bytes.ts';

/** Options of {@link readImageFolder}. */
export interface ImageFolderOptions extends ReadImageOptions {
  /** The encoder of the training set, so that a test set gets the same numbers; classes are collected unless given. */
  readonly classes?: ClassEncoder;
}

/** Images that are read when they are asked for. */
export interface ImageFolder extends Dataset<{ readonly x: HostArray; readonly y: HostArray }> {
  /** The names of the folders behind the numbers. */
  readonly classes: ClassEncoder;
  /** The class of each sample, for samplers and splits. */
  readonly labels: Int32Array;
  /** The file of each sample, for transforms that read it themselves, for instance in workers. */
  readonly paths: readonly string[];
}

/**
 * A dataset of the PNG and JPEG files in a folder that has a folder for each class: `cats/1.jpg`, `dogs/1.jpg`. Samples are
 * ordered by their paths: `x` as {@link readImage} gives it, `y` the number of the class.
 *
 * @throws TensorError `io` if the folder cannot be read, `format` if it has no images; reading a sample that is damaged
 *   throws `format` and names the file
 * @example
 * ```ts
 * const photos = await readImageFolder('photos', { channels: 3 });
 * const [train, test] = randomSplit(photos, [0.8, 0.2], { seed: 1, stratify: photos.labels });
 * ```
 */
export async function readImageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<ImageFolder> {
  const names: string[] = [];
  const paths: string[] = [];
  for (const entry of await listOf(folder)) {
    if (!entry.isDirectory()) continue;
    for (const file of await listOf(join(folder, entry.name))) {
      if (!file.isFile() || !isImageName.test(file.name)) continue;
      names.push(entry.name);
      paths.push(join(folder, entry.name, file.name));
    }
  }
  if (paths.length === 0) {
    const hint = 'It needs a folder for each class, with .png, .jpg or .jpeg files';
    throw new TensorError('readImageFolder', 'format', `there are no images in ${folder}. ${hint}.`);
  }
  const classes = options.classes ?? ClassEncoder.fit(names);
  const labels = classes.transform(names);
  return {
    length: paths.length,
    classes,
    labels,
    paths,
    async get(index) {
      const path = paths[index];
      if (path === undefined) throw indexError('readImageFolder', index, paths.length);
      const y: HostArray = { data: labels.slice(index, index + 1), shape: [], dtype: 'int32' };
      return { x: await readImage(path, options), y };
    },
  };
}

const isImageName = /\.(png|jpe?g)$/i;

/** What is in a folder, in an order that does not depend on the system. */
async function listOf(
  folder: string,
): Promise<{ name: string; isFile(): boolean; isDirectory(): boolean }[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable('readImageFolder', folder, error);
  }
}
