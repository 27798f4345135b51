// The layers of a model as boxes with what they give.

import { pixelAxes } from '../canvas.ts';
import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';

/** A layer as `summary` of `@cambium/layers` lists it. */
export interface GraphLayer {
  /** Path of the layer, for example `layers.0`. */
  readonly path: string;
  /** What the layer is, for example `Linear 4→3`. */
  readonly layer: string;
  /** Shape of what it gives; `null` where it was not called. */
  readonly outputShape: readonly number[] | null;
  /** Numbers in its parameters. */
  readonly parameters: number;
}

const [boxWidth, boxHeight, step] = [260, 34, 48];

/**
 * The layers of a model from top to bottom in the order in which they run, indented by their depth in the model; between
 * them the shapes that they give.
 *
 * @param summary what `summary(model, inputShape)` gives
 * @throws RangeError without layers
 * @example
 * ```ts
 * const rows = [{ path: 'fc', layer: 'Linear 4→2', outputShape: [1, 2], parameters: 10 }];
 * const chart = modelGraph({ rows });
 * ```
 */
export function modelGraph(
  summary: { readonly rows: readonly GraphLayer[] },
  options: { title?: string } = {},
): Chart {
  const { rows } = summary;
  if (rows.length === 0) throw new RangeError('There is nothing to draw: the summary has no layers.');
  const boxes = rows.map(({ path, layer, outputShape, parameters }, i) => {
    const depth = path === '' ? 0 : path.split('.').length;
    const shape = outputShape === null ? '' : `[${outputShape.join(', ')}]`;
    const count = parameters === 0 ? '' : `${parameters.toLocaleString('en-US')} parameters`;
    return {
      x: 18 * depth,
      x2: 18 * depth + boxWidth,
      y: i * step,
      y2: i * step + boxHeight,
      name: path === '' ? layer : `${path}: ${layer}`,
      detail: [shape, count].filter((text) => text !== '').join('   '),
    };
  });
  const [width, height] = [Math.max(...boxes.map(({ x2 }) => x2)) + 4, boxes.at(-1)!.y2 + 4];
  const { x, y } = pixelAxes(width, height);
  const text = { type: 'text', align: 'left', baseline: 'top', dx: 8 } as const;
  return draw({
    ...titled(options.title),
    width,
    height,
    data: { values: boxes },
    layer: [
      {
        mark: { type: 'rect', cornerRadius: 4, fill: '#eef4fa', stroke: '#0072b2' },
        encoding: { x, y, x2: { field: 'x2' }, y2: { field: 'y2' } },
      },
      {
        mark: { ...text, dy: 5, fontWeight: 'bold' },
        encoding: { x, y, text: { field: 'name', type: 'nominal' } },
      },
      {
        mark: { ...text, dy: 20, fontSize: 10 },
        encoding: { x, y, text: { field: 'detail', type: 'nominal' } },
      },
    ],
  });
}
