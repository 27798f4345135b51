// One comparison: the same inputs on both sides, outputs and gradients within the tolerance of the op.

import * as tf from '@tensorflow/tfjs';
import {
  type AttrsOf,
  execute,
  grad,
  type HostRandom,
  isDifferentiable,
  mul,
  type OpName,
  opRecord,
  scope,
  sum,
  type Tensor,
  type Tolerance,
  tensor,
} from 'cambium';
import type { Case, Counterpart, InputSpec } from './counterpart.ts';

/** What came of one case, forward or backward. */
export interface Outcome {
  readonly op: OpName;
  readonly pass: 'forward' | 'gradient';
  /** Largest error, as a multiple of the tolerance. */
  readonly error: number;
  /** Why it failed, with code that reproduces it; `null` if it did not. */
  readonly failure: string | null;
  /** Why there was nothing to compare with: what TensorFlow.js threw. */
  readonly refusal?: string;
}

/** Compares one case; the inputs come from `random`. */
export function compareCase<N extends OpName>(
  op: N,
  counterpart: Counterpart<N>,
  each: Case<N>,
  random: HostRandom,
): Outcome[] {
  const values = each.inputs.map((input) => valuesOf(input, random));
  const tolerance = scaled(opRecord(op).tolerance, each);
  return scope(() =>
    tf.tidy(() => {
      const ours = each.inputs.map((input, i) => ourInput(input, values[i]!));
      const theirs = each.inputs.map((input, i) => theirInput(input, values[i]!));
      const judge = (pass: Outcome['pass'], mine: Tensor, other: tf.Tensor): Outcome => {
        const { error, place } = largestError(
          mine,
          other,
          pass === 'forward' ? tolerance : forGradient(tolerance),
        );
        const failed = !(error <= 1);
        return {
          op,
          pass,
          error,
          failure: failed ? describe(op, pass, each, values, mine, other, place) : null,
        };
      };
      const output = execute(op, ours, each.attrs);
      const expected = counterpart.theirs(theirs, each.attrs);
      const outcomes = [judge('forward', output, expected)];
      if (each.gradient !== false && isDifferentiable(op) && output.dtype === 'float32') {
        outcomes.push(...compareGradients(op, counterpart, each, ours, theirs, output, random, judge));
      }
      return outcomes as never;
    }),
  ) as Outcome[];
}

function compareGradients<N extends OpName>(
  op: N,
  counterpart: Counterpart<N>,
  each: Case<N>,
  ours: Tensor[],
  theirs: tf.Tensor[],
  output: Tensor,
  random: HostRandom,
  judge: (pass: Outcome['pass'], mine: Tensor, other: tf.Tensor) => Outcome,
): Outcome[] {
  const weights = Float32Array.from({ length: output.size }, () => random.uniform() * 2 - 1);
  const [ourWeights, theirWeights] = [
    tensor(weights, { shape: output.shape }),
    tf.tensor(weights, [...output.shape]),
  ];
  const floating = ours.flatMap((input, i) => (input.dtype === 'float32' ? [i] : []));
  return floating.map((place) => {
    const ourGradient = grad((x: Tensor) =>
      sum(
        mul(
          execute(
            op,
            ours.map((input, i) => (i === place ? x : input)),
            each.attrs,
          ),
          ourWeights,
        ),
      ),
    )(ours[place]!);
    const theirLoss = (x: tf.Tensor): tf.Tensor =>
      tf.sum(
        tf.mul(
          counterpart.theirs(
            theirs.map((input, i) => (i === place ? x : input)),
            each.attrs,
          ),
          theirWeights,
        ),
      );
    let theirGradient: tf.Tensor;
    try {
      theirGradient = tf.grad(theirLoss)(theirs[place]!);
    } catch (error) {
      // TensorFlow.js has no gradient for some ops, and a broken one for some broadcasts.
      const refusal = error instanceof Error ? error.message : String(error);
      return { op, pass: 'gradient', error: 0, failure: null, refusal } as const;
    }
    return judge('gradient', ourGradient, theirGradient);
  });
}

function valuesOf(
  { shape, dtype = 'float32', range = [-2, 2], values }: InputSpec,
  random: HostRandom,
): number[] {
  if (values !== undefined) return [...values];
  const size = shape.reduce((product, length) => product * length, 1);
  return Array.from({ length: size }, () => {
    if (dtype === 'bool') return random.integer(2);
    if (dtype === 'int32') return range[0] + random.integer(range[1] - range[0]);
    return Math.fround(range[0] + random.uniform() * (range[1] - range[0]));
  });
}

/** A transposed input has the shape of its spec when its elements are stored the other way round. */
function ourInput({ shape, dtype = 'float32', transposed }: InputSpec, values: number[]): Tensor {
  const made = tensor(values, { shape: transposed === true ? [...shape].reverse() : shape, dtype });
  return transposed === true ? made.transpose() : made;
}

function theirInput({ shape, dtype = 'float32', transposed }: InputSpec, values: number[]): tf.Tensor {
  const made = tf.tensor(values, transposed === true ? [...shape].reverse() : [...shape], dtype);
  return transposed === true ? tf.transpose(made) : made;
}

/** Long sums may differ by the square root of their length more. */
function scaled<N extends OpName>({ relative, absolute }: Tolerance, each: Case<N>): Tolerance {
  const longest = Math.max(1, ...each.inputs.flatMap(({ shape }) => shape));
  const growth = absolute >= 1e-5 ? Math.sqrt(longest) : 1;
  // Both sides round once to float32 in the end, whatever the op's own tolerance.
  return { relative: Math.max(relative, 1.2e-7) * growth, absolute: absolute * growth };
}

/** Gradients multiply and add up, also where the op itself only moves elements. */
function forGradient({ relative, absolute }: Tolerance): Tolerance {
  return { relative: Math.max(relative, 1e-6), absolute: Math.max(absolute, 1e-7) };
}

function largestError(
  mine: Tensor,
  other: tf.Tensor,
  { relative, absolute }: Tolerance,
): { error: number; place: number } {
  if (mine.shape.join() !== other.shape.join()) return { error: Number.POSITIVE_INFINITY, place: 0 };
  const [a, b] = [mine.dataSync(), other.dataSync()];
  let worst = { error: 0, place: 0 };
  for (let place = 0; place < a.length; place++) {
    const [x, y] = [Number(a[place]), Number(b[place])];
    if (Object.is(x, y) || x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    const error = Math.abs(x - y) / (absolute + relative * Math.abs(y));
    if (!(error <= worst.error))
      worst = { error: Number.isNaN(error) ? Number.POSITIVE_INFINITY : error, place };
  }
  return worst;
}

function describe<N extends OpName>(
  op: N,
  pass: Outcome['pass'],
  each: { readonly inputs: readonly InputSpec[]; readonly attrs: AttrsOf<N> },
  values: readonly number[][],
  mine: Tensor,
  other: tf.Tensor,
  place: number,
): string {
  const inputs = each.inputs.map(({ shape, dtype = 'float32', transposed }, i) => {
    const list = values[i]!.map(String).join(', ');
    const view = transposed === true ? '.transpose()' : '';
    return `tensor([${list}], { shape: [${(view === '' ? shape : [...shape].reverse()).join(', ')}], dtype: '${dtype}' })${view}`;
  });
  const shapes = `ours [${mine.shape.join(', ')}], theirs [${other.shape.join(', ')}]`;
  const at = `at element ${place}: ours ${mine.dataSync()[place]}, theirs ${other.dataSync()[place]}`;
  return `${op} ${pass}, ${shapes}, ${at}\n  execute('${op}', [${inputs.join(', ')}], ${JSON.stringify(each.attrs)})`;
}
