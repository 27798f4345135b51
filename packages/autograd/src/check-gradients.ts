// Gradient checking: the tape's gradient against two-sided differences, entry by entry.

import {
  type Cell,
  type DType,
  type DTypeArray,
  fromTypedArray,
  isTensor,
  namedCells,
  type OpName,
  observe,
  Parameter,
  scope,
  type Tensor,
  TensorError,
} from '@cambium/tensor';
import { valueAndGrad } from './grad.ts';

/** How close the two gradients are, in the words of the course: about 1e-7 good, 1e-5 suspicious, 1e-3 wrong. */
export type GradientVerdict = 'good' | 'suspicious' | 'wrong';

/** One entry whose two gradients disagree. */
export interface GradientMismatch {
  /** `input 0`, or the path of a parameter. */
  readonly name: string;
  /** Place of the entry, one number a dimension. */
  readonly index: readonly number[];
  /** What the tape says. */
  readonly analytic: number;
  /** What the differences say. */
  readonly numeric: number;
}

/** Result of {@link checkGradients}. */
export interface GradientReport {
  /** `‖numeric − analytic‖ / (‖numeric‖ + ‖analytic‖)` over all the entries checked. */
  readonly relativeError: number;
  /** How the relative error is to be read; see {@link GradientVerdict}. */
  readonly verdict: GradientVerdict;
  /** Every entry that disagrees, the worst first. */
  readonly mismatches: readonly GradientMismatch[];
  /** Number of entries checked. */
  readonly checked: number;
}

/** Options of {@link checkGradients}. */
export interface CheckGradientsOptions {
  /** Step of the differences, times max(1, |x|). Default 1e-5 for float64, 1e-2 for float32. */
  readonly step?: number;
  /** At most so many entries of each tensor, evenly spread. Default: all. */
  readonly entriesPerTensor?: number;
}

/**
 * Compares the gradient of a scalar function with `(f(x + h) − f(x − h)) / 2h`.
 *
 * Use float64 inputs: in float32 the differences carry only three digits, and the verdict is widened accordingly.
 * Regularization terms belong into `fn`. Random functions are refused: put the model into eval mode first.
 *
 * @param fn takes the inputs and returns a scalar
 * @param inputs tensors to differentiate by, or a model, whose trainable parameters are checked (`fn` then takes nothing)
 * @throws TensorError `gradient` if `fn` is random (dropout) or does not return a floating scalar
 * @see course part 3.6
 * @example
 * ```ts
 * const x = tensor([0.5, 2], { dtype: 'float64' });
 * checkGradients((x) => sum(exp(x)), [x]).verdict;   // 'good'
 * ```
 */
export function checkGradients(
  fn: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options?: CheckGradientsOptions,
): GradientReport;
export function checkGradients(
  fn: () => Tensor,
  model: object,
  options?: CheckGradientsOptions,
): GradientReport;
export function checkGradients(
  fn: (...inputs: Tensor[]) => Tensor,
  target: object,
  options: CheckGradientsOptions = {},
): GradientReport {
  return scope(() => {
    const subjects = isTensorList(target) ? fromInputs(fn, target) : fromModel(fn, target);
    if (subjects.length === 0)
      throw new TensorError('checkGradients', 'gradient', 'there is nothing to differentiate by.');
    return compare(subjects, options);
  });
}

/** One tensor under test. */
interface Subject {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values: DTypeArray;
  readonly analytic: DTypeArray;
  /** The function's value with this tensor's entries replaced. */
  evaluate(values: DTypeArray): number;
}

function isTensorList(target: object): target is readonly Tensor[] {
  return Array.isArray(target) && target.every(isTensor);
}

function fromInputs(fn: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]): Subject[] {
  const { grads } = deterministic(() => valueAndGrad((all: readonly Tensor[]) => fn(...all))(inputs));
  return inputs.map((input, place) => ({
    name: `input ${place}`,
    shape: input.shape,
    dtype: input.dtype,
    values: input.dataSync(),
    analytic: grads[place]!.dataSync(),
    evaluate: (values) =>
      scope(() => {
        const changed = fromTypedArray(values, input.shape, { dtype: input.dtype });
        return fn(...inputs.map((each, i) => (i === place ? changed : each))).dataSync()[0]!;
      }),
  }));
}

function fromModel(fn: () => Tensor, model: object): Subject[] {
  const { grads } = deterministic(() => valueAndGrad(model, fn)());
  const named = [...namedCells(model)].filter((entry): entry is [string, Parameter] => isTrainable(entry[1]));
  return named.map(([name, parameter]) => {
    const values = parameter.value.dataSync();
    return {
      name,
      shape: parameter.shape,
      dtype: parameter.dtype,
      values,
      analytic: grads.get(parameter)?.dataSync() ?? values.slice().fill(0),
      evaluate: (changed) => {
        try {
          return scope(() => {
            parameter.assign(fromTypedArray(changed, parameter.shape, { dtype: parameter.dtype }));
            return fn().dataSync()[0]!;
          });
        } finally {
          scope(
            () => void parameter.assign(fromTypedArray(values, parameter.shape, { dtype: parameter.dtype })),
          );
        }
      },
    };
  });
}

function isTrainable(cell: Cell): cell is Parameter {
  return cell instanceof Parameter && cell.isTrainable;
}

const randomOps: ReadonlySet<OpName> = new Set<OpName>(['randomBits', 'randomUniform', 'randomNormal']);

function deterministic<T>(run: () => T): T {
  let random = false;
  const stop = observe((name) => {
    random ||= randomOps.has(name);
  });
  try {
    const result = run();
    if (random) {
      throw new TensorError(
        'checkGradients',
        'gradient',
        'the function draws random numbers, so its values cannot be compared. Switch dropout off first: model.eval().',
      );
    }
    return result;
  } finally {
    stop();
  }
}

const limits = {
  float64: { step: 1e-5, good: 1e-6, suspicious: 1e-4 },
  float32: { step: 1e-2, good: 1e-3, suspicious: 1e-2 },
};

function compare(subjects: readonly Subject[], options: CheckGradientsOptions): GradientReport {
  const narrow = subjects.some((subject) => subject.dtype !== 'float64');
  const { step: usualStep, good, suspicious } = narrow ? limits.float32 : limits.float64;
  const mismatches: (GradientMismatch & { error: number })[] = [];
  let [difference, numericNorm, analyticNorm, checked] = [0, 0, 0, 0];
  for (const subject of subjects) {
    for (const place of spread(subject.values.length, options.entriesPerTensor)) {
      const numeric = slope(subject, place, options.step ?? usualStep);
      const analytic = subject.analytic[place]!;
      const apart = Math.abs(numeric - analytic);
      const size = Math.abs(numeric) + Math.abs(analytic);
      // Below `good` in absolute terms an entry is zero as far as differences can tell.
      if (!(apart <= good || apart / size <= good)) {
        mismatches.push({
          name: subject.name,
          index: unravel(place, subject.shape),
          analytic,
          numeric,
          error: apart,
        });
      }
      difference += apart ** 2;
      numericNorm += numeric ** 2;
      analyticNorm += analytic ** 2;
      checked++;
    }
  }
  const norms = Math.sqrt(numericNorm) + Math.sqrt(analyticNorm);
  const relativeError = norms === 0 ? 0 : Math.sqrt(difference) / norms;
  const verdict = relativeError <= good ? 'good' : relativeError <= suspicious ? 'suspicious' : 'wrong';
  mismatches.sort((a, b) => b.error - a.error);
  return {
    relativeError,
    verdict,
    checked,
    mismatches: mismatches.map(({ error: _, ...mismatch }) => mismatch),
  };
}

/** Slope of the function along one entry. */
function slope(subject: Subject, place: number, relativeStep: number): number {
  const centre = subject.values[place]!;
  const changed = subject.values.slice();
  const step = relativeStep * Math.max(1, Math.abs(centre));
  changed[place] = centre + step;
  const [high, above] = [changed[place]!, subject.evaluate(changed)];
  changed[place] = centre - step;
  const [low, below] = [changed[place]!, subject.evaluate(changed)];
  return (above - below) / (high - low);
}

function spread(length: number, most = length): number[] {
  const count = Math.min(length, most);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count));
}

function unravel(place: number, shape: readonly number[]): number[] {
  let rest = place;
  return shape
    .slice()
    .reverse()
    .map((length) => {
      const index = rest % length;
      rest = Math.floor(rest / length);
      return index;
    })
    .reverse();
}
