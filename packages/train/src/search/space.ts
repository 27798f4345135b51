// What a search varies: ranges of numbers and lists of options, and how values are drawn from them.

import type { HostRandom } from '@cambium/data';
import { TensorError } from '@cambium/tensor';

/** How a range is walked: in equal steps, or in equal factors. */
export type Scale = 'linear' | 'log';

/** Numbers from `low` to `high`. */
export interface NumberRange {
  /** Whether values are whole. */
  readonly kind: 'real' | 'integer';
  /** Least value. */
  readonly low: number;
  /** Greatest value. */
  readonly high: number;
  /** How values are spread. */
  readonly scale: Scale;
}

/** One of a list. */
export interface Choice<Option extends ChoiceOption = ChoiceOption> {
  /** Tells it from a range of numbers. */
  readonly kind: 'choice';
  /** What there is to choose from. */
  readonly options: readonly Option[];
}

/** What can be one of a list: it has to fit into a line of a journal. */
export type ChoiceOption = number | string | boolean;

/** What a search varies, by name. */
export type Space = Readonly<Record<string, NumberRange | Choice>>;

/** A point of a space. */
export type ParametersOf<S extends Space> = {
  readonly [Name in keyof S]: S[Name] extends Choice<infer Option> ? Option : number;
};

/**
 * A number between two. Learning rates, decays and the like differ by factors: search them on a `log` scale.
 *
 * @param options.scale default `linear`
 * @throws TensorError `value` unless `low < high`, both finite, and above 0 on a log scale
 * @see Bergstra and Bengio, "Random search for hyper-parameter optimization" (2012)
 * @example
 * ```ts
 * const space = { learningRate: real(1e-5, 1, { scale: 'log' }), keep: real(0.5, 1) };
 * ```
 */
export function real(low: number, high: number, options: { scale?: Scale } = {}): NumberRange {
  return range('real', low, high, options.scale ?? 'linear');
}

/**
 * A whole number from `low` to `high`, both included.
 *
 * @param options.scale default `linear`
 * @throws TensorError `value` unless `low < high`, both whole, and above 0 on a log scale
 * @example
 * ```ts
 * const space = { layers: integer(1, 4), units: integer(8, 512, { scale: 'log' }) };
 * ```
 */
export function integer(low: number, high: number, options: { scale?: Scale } = {}): NumberRange {
  if (!Number.isInteger(low) || !Number.isInteger(high))
    throw new TensorError('integer', 'value', `low and high are whole numbers, got ${low} and ${high}.`);
  return range('integer', low, high, options.scale ?? 'linear');
}

/**
 * One of a list, each as likely.
 *
 * @throws TensorError `value` for an empty list
 * @example
 * ```ts
 * const space = { optimizer: choice('sgd', 'adam'), batchNorm: choice(true, false) };
 * ```
 */
export function choice<const Options extends readonly ChoiceOption[]>(
  ...options: Options
): Choice<Options[number]> {
  if (options.length === 0) throw new TensorError('choice', 'value', 'there is nothing to choose from.');
  return { kind: 'choice', options };
}

function range(kind: NumberRange['kind'], low: number, high: number, scale: Scale): NumberRange {
  if (!(low < high) || !Number.isFinite(high - low))
    throw new TensorError(kind, 'value', `low is below high, both finite, got ${low} and ${high}.`);
  if (scale === 'log' && low <= 0)
    throw new TensorError(
      kind,
      'value',
      `a log scale begins above 0, got ${low}. Search linearly, or from 1e-6 on.`,
    );
  return { kind, low, high, scale };
}

/** A point at random; names in the order of the space. */
export function drawPoint<S extends Space>(space: S, random: HostRandom): ParametersOf<S> {
  const entries = Object.entries(space).map(([name, dimension]) => {
    if (dimension.kind === 'choice')
      return [name, dimension.options[random.integer(dimension.options.length)]!];
    return [name, valueAt(dimension, random.uniform(), dimension.kind === 'integer' ? 0.5 : 0)];
  });
  return Object.fromEntries(entries) as ParametersOf<S>;
}

/** All points of a grid: `points` numbers of each range, ends included, and each option of each list. */
export function gridPoints<S extends Space>(
  space: S,
  points: number | Readonly<Partial<Record<string, number>>>,
): ParametersOf<S>[] {
  let grid: Record<string, ChoiceOption>[] = [{}];
  for (const [name, dimension] of Object.entries(space)) {
    const count = typeof points === 'number' ? points : (points[name] ?? 3);
    const values = dimension.kind === 'choice' ? dimension.options : valuesOn(dimension, count);
    grid = grid.flatMap((point) => values.map((value) => ({ ...point, [name]: value })));
  }
  return grid as ParametersOf<S>[];
}

function valuesOn(dimension: NumberRange, count: number): number[] {
  const shares = Array.from({ length: count }, (_, i) => (count === 1 ? 0.5 : i / (count - 1)));
  return [...new Set(shares.map((share) => valueAt(dimension, share, 0)))];
}

/** The number at a share of the way from low to high. `margin` widens the range, so that whole numbers at its ends are as likely. */
function valueAt({ kind, low, high, scale }: NumberRange, share: number, margin: number): number {
  const [from, to] = [low - margin, high + margin];
  const value = scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
  const rounded = kind === 'integer' ? Math.round(value) : value;
  return Math.min(high, Math.max(low, rounded));
}
