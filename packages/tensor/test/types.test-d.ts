import { describe, expectTypeOf, it } from 'vitest';
import { add, type DifferentiableOp, execute, type OpsOf, scope, type Tensor, zeros } from '../src/index.ts';

describe('types', () => {
  it('refuse a promise returned from a scope', () => {
    // @ts-expect-error: the scope would end before the work is done
    scope(async () => zeros([1]));
    expectTypeOf(scope(() => zeros([1]))).toEqualTypeOf<Tensor>();
    expectTypeOf(scope(() => ({ a: zeros([1]), b: 2 }))).toEqualTypeOf<{ a: Tensor; b: number }>();
  });

  it('know the attributes of each op', () => {
    const x = zeros([2, 3]);
    execute('sum', [x], { axes: [0], keepDims: true });
    // @ts-expect-error: axes is missing
    execute('sum', [x], { keepDims: true });
    // @ts-expect-error: there is no such op
    execute('summ', [x], {});
  });

  it('take tensors, cells and numbers where a tensor can stand, and nothing else', () => {
    add(zeros([1]), 2);
    // @ts-expect-error: arrays are made tensors explicitly
    add(zeros([1]), [2]);
  });

  it('tell ops with gradients from those without', () => {
    expectTypeOf<'exp'>().toExtend<DifferentiableOp>();
    expectTypeOf<'argMax'>().not.toExtend<DifferentiableOp>();
    expectTypeOf<'add'>().toExtend<OpsOf<'binary'>>();
  });
});
