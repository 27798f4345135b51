// The samples of a set-up: training and test set, their shape and classes.

import { ArrayDataset, Normalizer, parseCsv, randomSplit, tensor } from 'cambium';
import { digitImages } from '../../code/kit/digits.ts';
import { drawPoints, figures, type Points } from '../points.ts';
import type { Setup } from './setup.ts';

/** What there is to learn from. */
export interface Samples {
  readonly train: ArrayDataset<'x' | 'y'>;
  readonly test: ArrayDataset<'x' | 'y'>;
  /** Shape of a sample. */
  readonly shape: readonly number[];
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** The training points, if they lie in the plane. */
  readonly plane: Points | null;
}

const testShare = 0.2;

/** @throws Error if a table was chosen and not given, or cannot be read */
export async function samplesOf({ data, seed }: Setup, csv: string | undefined): Promise<Samples> {
  switch (data) {
    case 'digits': {
      const { train, test } = await digitImages(3000, 500);
      return {
        train,
        test,
        shape: [28, 28, 1],
        classes: Array.from({ length: 10 }, (_, i) => `${i}`),
        plane: null,
      };
    }
    case 'csv':
      if (csv === undefined) throw new Error('Choose a CSV file first.');
      return fromCsv(csv, seed);
    default: {
      const train = drawPoints(figures[data], 400, seed);
      const test = drawPoints(figures[data], 400, seed + 1);
      return {
        train: classified(train),
        test: classified(test),
        shape: [2],
        classes: ['0', '1'],
        plane: train,
      };
    }
  }
}

function classified({ x, y, count }: Points): ArrayDataset<'x' | 'y'> {
  return new ArrayDataset({ x: { data: x, shape: [count, 2] }, y: Int32Array.from(y) });
}

/** The last column is the class; the others are brought to mean 0 and deviation 1 of the training set. */
async function fromCsv(text: string, seed: number): Promise<Samples> {
  const label = text.slice(0, text.indexOf('\n')).trim().split(',').at(-1)!.replace(/^"|"$/g, '');
  const { dataset, columns, classes } = parseCsv(text, { label, classes: true });
  const [train, test] = randomSplit(dataset, [1 - testShare, testShare], { seed });
  const normalizer = Normalizer.fit(train.fields.x);
  const normalised = async ({ fields: { x, y } }: ArrayDataset<'x' | 'y'>) => {
    const data = await normalizer.transform(tensor(x.data, { shape: x.shape, dtype: 'float32' })).data();
    return new ArrayDataset({ x: { data, shape: x.shape }, y });
  };
  return {
    train: await normalised(train),
    test: await normalised(test),
    shape: [columns.length],
    classes: classes!.classes,
    plane: null,
  };
}
