// Gradients of the movement ops: each is undone by another one.

import { cast, execute, reshape, transpose } from '@cambium/tensor';
import { foldTo } from './fold.ts';
import type { Rules } from './rule.ts';

type ShapeOp = 'reshape' | 'permute' | 'broadcastTo' | 'slice' | 'contiguous' | 'cast' | 'concat' | 'place';

/** VJP rules of the movement ops. */
export const shapeRules: Rules<ShapeOp> = {
  reshape: { saves: 'nothing', vjp: [(g, _saved, { inputs }) => reshape(g, inputs[0].shape)] },
  permute: {
    saves: 'nothing',
    vjp: [
      (g, _saved, { attrs }) =>
        transpose(
          g,
          attrs.order.map((_, axis) => attrs.order.indexOf(axis)),
        ),
    ],
  },
  broadcastTo: { saves: 'nothing', vjp: [(g, _saved, { inputs }) => foldTo(g, inputs[0].shape)] },
  slice: {
    saves: 'nothing',
    vjp: [
      (g, _saved, { attrs, inputs }) =>
        execute('place', [g], { shape: inputs[0].shape, starts: attrs.starts, steps: attrs.steps, value: 0 }),
    ],
    part: (total, attrs) => execute('slice', [total], attrs),
  },
  contiguous: { saves: 'nothing', vjp: [(g) => g] },
  cast: { saves: 'nothing', vjp: [(g, _saved, { inputs }) => cast(g, inputs[0].dtype)] },
  concat: {
    saves: 'nothing',
    vjp: (g, _saved, { attrs, inputs, index }) => {
      const start = inputs.slice(0, index).reduce((length, input) => length + input.shape[attrs.axis]!, 0);
      const sizes = inputs[index]!.shape;
      const starts = sizes.map((_, axis) => (axis === attrs.axis ? start : 0));
      return execute('slice', [g], { starts, sizes, steps: sizes.map(() => 1) });
    },
  },
  place: {
    saves: 'nothing',
    vjp: [
      (g, _saved, { attrs, inputs }) =>
        execute('slice', [g], { starts: attrs.starts, sizes: inputs[0].shape, steps: attrs.steps }),
    ],
  },
};
