// Tools for finding mistakes. Slow, and off unless asked for.

import { isFloating } from './dtype.ts';
import { formatShape, TensorError } from './errors.ts';
import { observe, unobserved } from './execute.ts';
import { layerTrail } from './layer-trail.ts';
import type { OpName } from './op-table/table.ts';
import type { Tensor } from './tensor.ts';

/** Ends what {@link detectAnomaly} began, by hand or with `using`. */
export interface AnomalyWatch extends Disposable {
  /** Ends the watch. */
  stop(): void;
}

/**
 * Checks the result of every op from now on and throws at the first that makes NaN or an infinity out of finite inputs,
 * forward or backward. Every result is read from the device: use it to find a fault, not in production.
 *
 * @returns the watch; `stop()` ends it
 * @throws TensorError `anomaly`, from the op, with its name, shapes, layers and the place of the first bad element
 * @example
 * ```ts
 * const watch = debug.detectAnomaly();
 * try {
 *   log(tensor([1, 0]));
 * } catch (error) {
 *   String(error.code); // "anomaly"
 * } finally {
 *   watch.stop();
 * }
 * ```
 */
export function detectAnomaly(): AnomalyWatch {
  const stop = observe((name, inputs, _attrs, outputs) => unobserved(() => check(name, inputs, outputs)));
  return { stop, [Symbol.dispose]: stop };
}

function check(name: OpName, inputs: readonly Tensor[], outputs: readonly Tensor[]): void {
  // Without inputs the value is what the program asked for.
  if (inputs.length === 0) return;
  for (const output of outputs) {
    const place = firstBad(output);
    if (place === null || inputs.some((input) => firstBad(input) !== null)) continue;
    const value = output.dataSync()[place];
    const operands = inputs.map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`).join(', ');
    const labels = layerTrail();
    const where = labels.length === 0 ? '' : ` in ${labels.join(' › ')}`;
    throw new TensorError(
      name,
      'anomaly',
      `made ${value} at ${formatShape(indexOf(place, output.shape))} of ${formatShape(output.shape)}${where} from finite inputs: ${operands}.`,
      { shapes: inputs.map(({ shape }) => shape) },
    );
  }
}

/** Row-major place of the first element that is not finite. */
function firstBad(tensor: Tensor): number | null {
  if (!isFloating(tensor.dtype)) return null;
  const place = tensor.dataSync().findIndex((value) => !Number.isFinite(value));
  return place < 0 ? null : place;
}

function indexOf(place: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1, rest = place; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}
