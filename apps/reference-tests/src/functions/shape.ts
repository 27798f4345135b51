// Functions that move elements, put together from the ops that do.

import * as tf from '@tensorflow/tfjs';
import type { Comparison } from '../compare/comparison.ts';
import { type Arrangement, arrangementsOf } from '../compare/inputs.ts';
import { arrangementAt } from '../ops/shapes.ts';
import { type CallForm, callsOf } from './call.ts';

type Theirs = (inputs: readonly tf.Tensor[]) => tf.Tensor;
type Arguments = NonNullable<CallForm['after']>;

/** One input in all arrangements. */
function forms(
  shape: readonly number[],
  after: Arguments,
  theirs: Theirs,
  { part, gradientFault }: Pick<CallForm, 'part' | 'gradientFault'> = {},
): CallForm[] {
  return arrangementsOf(shape).map((arrangement: Arrangement) => ({
    inputs: [{ shape, arrangement }],
    after,
    theirs,
    ...(part === undefined ? {} : { part }),
    ...(gradientFault === undefined ? {} : { gradientFault }),
  }));
}

const turns = [0, 1, 2, 3];

const stacks: CallForm[] = [0, 1, 2].flatMap((axis) =>
  turns.map((turn) => ({
    inputs: [0, 1, 2].map((i) => ({ shape: [3, 4], arrangement: arrangementAt([3, 4], turn + i) })),
    asList: true,
    after: [axis],
    theirs: (inputs) => tf.stack([...inputs], axis),
  })),
);

const pads: CallForm[] = [
  ...forms(
    [2, 3],
    [
      [
        [1, 2],
        [0, 1],
      ],
    ],
    ([x]) =>
      tf.pad(x!, [
        [1, 2],
        [0, 1],
      ]),
  ),
  ...forms(
    [2, 3],
    [
      [
        [1, 2],
        [0, 1],
      ],
      { value: 3 },
    ],
    ([x]) =>
      tf.pad(
        x!,
        [
          [1, 2],
          [0, 1],
        ],
        3,
      ),
  ),
  ...forms(
    [4, 3],
    [
      [
        [2, 1],
        [1, 2],
      ],
      { mode: 'reflect' },
    ],
    ([x]) =>
      tf.mirrorPad(
        x!,
        [
          [2, 1],
          [1, 2],
        ],
        'reflect',
      ),
    {
      gradientFault: { reason: 'the gradients of the mirrored elements are dropped' },
    },
  ),
];

const grids: CallForm[] = (['xy', 'ij'] as const).flatMap((indexing) =>
  [0, 1].map((part) => ({
    inputs: [{ shape: [3] }, { shape: [4], arrangement: 'reversed' as const }],
    asList: true,
    after: [{ indexing }],
    part,
    theirs: ([a, b]: readonly tf.Tensor[]) => tf.meshgrid(a!, b!, { indexing })[part]!,
    gradientBy: [part],
  })),
);

const oneHots: CallForm[] = [[], [4], [2, 3], [0]].map((shape) => ({
  inputs: [{ shape, dtype: 'int32', range: [0, 5] }],
  after: [5],
  theirs: ([x]) => tf.oneHot(x as tf.Tensor1D, 5),
}));

const bands: readonly (readonly [name: 'tril' | 'triu', offset: number])[] = [
  ['tril', 0],
  ['tril', 1],
  ['triu', 0],
  ['triu', -1],
];

/** Comparisons of functions that move elements. */
export function shapes(): Comparison[] {
  return [
    callsOf('squeeze', 'reshape', [
      ...forms([2, 1, 3, 1], [], ([x]) => tf.squeeze(x!)),
      ...forms([2, 1, 3, 1], [1], ([x]) => tf.squeeze(x!, [1])),
    ]),
    callsOf(
      'expandDims',
      'reshape',
      [0, 1, 2].flatMap((axis) => forms([3, 4], [axis], ([x]) => tf.expandDims(x!, axis))),
    ),
    callsOf(
      'flatten',
      'reshape',
      forms([2, 3, 4], [0], ([x]) => tf.reshape(x!, [24])),
    ),
    callsOf('stack', 'concat', stacks),
    callsOf(
      'unstack',
      'slice',
      [0, 1, 2].flatMap((axis) => forms([2, 3, 4], [axis], ([x]) => tf.unstack(x!, axis)[1]!, { part: 1 })),
    ),
    callsOf('split', 'slice', [
      ...forms([6, 4], [3, 0], ([x]) => tf.split(x!, 3, 0)[1]!, { part: 1 }),
      ...forms([6, 4], [[1, 3], 1], ([x]) => tf.split(x!, [1, 3], 1)[1]!, { part: 1 }),
    ]),
    callsOf('tile', 'contiguous', [
      ...forms([3], [[2]], ([x]) => tf.tile(x!, [2])),
      ...forms([2, 3], [[2, 3]], ([x]) => tf.tile(x!, [2, 3])),
      ...forms([2, 1, 3], [[1, 4, 2]], ([x]) => tf.tile(x!, [1, 4, 2])),
    ]),
    callsOf(
      'flip',
      'slice',
      [0, 1, 2].flatMap((axis) => forms([2, 3, 4], [axis], ([x]) => tf.reverse(x!, axis))),
    ),
    callsOf('pad', 'place', pads),
    callsOf('meshgrid', 'broadcastTo', grids),
    callsOf('oneHot', 'equal', oneHots),
    callsOf(
      'diag',
      'place',
      forms([4], [], ([x]) => tf.diag(x!)),
    ),
    ...bands.map(([name, offset]) =>
      callsOf(
        name,
        'where',
        forms([4, 5], [offset], ([x]) => band(x!, name, offset)),
      ),
    ),
    callsOf(
      'swapAxes',
      'permute',
      forms([2, 3, 4], [0, 2], ([x]) => tf.transpose(x!, [2, 1, 0])),
    ),
  ].flat();
}

function band(x: tf.Tensor, name: 'tril' | 'triu', offset: number): tf.Tensor {
  return name === 'tril' ? tf.linalg.bandPart(x, -1, offset) : tf.linalg.bandPart(x, -offset, -1);
}
