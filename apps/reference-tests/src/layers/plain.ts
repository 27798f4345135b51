// Cases of layers that are called on one tensor.

import type { InputSpec } from '../compare/inputs.ts';
import { arrangementAt } from '../ops/shapes.ts';
import type { LayerCase } from './compare-layer.ts';

/** The same input dense and as a view. */
function inputs(shape: readonly number[], turn: number): InputSpec {
  return { shape, arrangement: turn === 0 ? 'dense' : arrangementAt(shape, turn + 1), range: [-2, 2] };
}

const turns = [0, 1];
/** A layer on an input of a shape, which is dense once and once a view. */
export function plain(
  layer: LayerCase['ours']['layer'],
  shape: readonly number[],
  args: LayerCase['ours']['args'],
  theirs: LayerCase['theirs'],
  rest: Partial<LayerCase> = {},
): LayerCase[] {
  return turns.map((turn) => ({
    ours: { layer, ...(args === undefined ? {} : { args }) },
    inputs: [inputs(shape, turn)],
    theirs,
    like: 'sum',
    ...rest,
  }));
}
