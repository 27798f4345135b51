// How pictures are made from descriptions. Apart from `Chart`, so that its types are not those of Vega-Lite.

import type { TopLevelSpec } from 'vega-lite';
import { Chart } from './chart.ts';

/** Colours of Okabe and Ito, which colour-blind readers can tell apart. */
export const palette = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#7f7f7f',
  '#f0e442',
] as const;

/** Room for a name beside an axis or in a legend, in pixels. */
const nameLimit = 400;

const style: NonNullable<TopLevelSpec['config']> = {
  font: 'system-ui, sans-serif',
  range: { category: [...palette] },
  view: { stroke: 'transparent' },
  // Names of runs are whole phrases: Vega would cut them off after about 25 letters.
  axis: { labelLimit: nameLimit },
  legend: { labelLimit: nameLimit },
};

/** The picture of a description, in the style that all of them share. */
export function draw(spec: TopLevelSpec): Chart {
  return new Chart({ ...spec, background: 'white', config: style });
}

/** Title of a picture, where there is one. */
export function titled(title: string | undefined): { title: string } | object {
  return title === undefined ? {} : { title };
}
