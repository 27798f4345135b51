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

const style: NonNullable<TopLevelSpec['config']> = {
  font: 'system-ui, sans-serif',
  range: { category: [...palette] },
  view: { stroke: 'transparent' },
};

/** The picture of a description, in the style that all of them share. */
export function draw(spec: TopLevelSpec): Chart {
  return new Chart({ ...spec, background: 'white', config: style });
}

/** Title of a picture, where there is one. */
export function titled(title: string | undefined): { title: string } | object {
  return title === undefined ? {} : { title };
}
