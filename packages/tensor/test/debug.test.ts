import { valueAndGrad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, useCpu } from './support.ts';

const { debug, tensor, zeros } = ops;

beforeAll(useCpu);

let watch: ops.AnomalyWatch | null = null;
afterEach(() => watch?.stop());

describe('detectAnomaly', () => {
  it('names the op, the place, the shapes and the layer', () => {
    watch = debug.detectAnomaly();
    ops.pushLayer('net');
    ops.pushLayer(() => 'fc.0');
    const error = errorOf(() =>
      ops.log(
        tensor([
          [1, 1],
          [1, 0],
        ]),
      ),
    );
    ops.popLayer();
    ops.popLayer();
    expect(error).toMatchObject({ op: 'log', code: 'anomaly', shapes: [[2, 2]] });
    expect(error.message).toBe(
      '[log] made -Infinity at [1, 1] of [2, 2] in net › fc.0 from finite inputs: float32 [2, 2].',
    );
  });

  it('lets values pass that were not finite before', () => {
    watch = debug.detectAnomaly();
    const mask = ops.maskedFill(zeros([2]), tensor([true, false]), -Infinity);
    ops.softmax(mask);
    ops.add(tensor([Number.NaN]), 1);
  });

  it('finds faults of the backward pass', () => {
    watch = debug.detectAnomaly();
    const error = errorOf(() => valueAndGrad((x: ops.Tensor) => ops.sum(ops.sqrt(x)))(zeros([2])));
    expect(error).toMatchObject({ op: 'div', code: 'anomaly' });
  });

  it('ends with stop() and with using', () => {
    {
      using inner = debug.detectAnomaly();
      expect(inner).toBeDefined();
      expect(errorOf(() => ops.log(zeros([1]))).code).toBe('anomaly');
    }
    expect(ops.log(zeros([1])).toArray()).toEqual([-Infinity]);
  });
});
