import { createCpuBackend } from '@cambium/backend-cpu';
import { add, dropout, exp, mul, Parameter, setBackend, square, sum, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkGradients, customVjp } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

const wrongSquare = customVjp(
  (x) => square(x),
  (g, { inputs: [x] }) => [mul(g, mul(x!, 2.01))],
);

describe('checkGradients', () => {
  it('finds right gradients good', () => {
    const report = checkGradients((x) => sum(exp(x)), [tensor([0.5, 2], { dtype: 'float64' })]);
    expect(report).toMatchObject({ verdict: 'good', checked: 2, mismatches: [] });
    expect(report.relativeError).toBeLessThan(1e-7);
  });

  it('finds a gradient that is half a percent off wrong, and names every bad entry', () => {
    const report = checkGradients(
      (x) => sum(wrongSquare(x)),
      [
        tensor(
          [
            [1, 0],
            [0, 3],
          ],
          { dtype: 'float64' },
        ),
      ],
    );
    expect(report.verdict).toBe('wrong');
    expect(report.mismatches.map(({ name, index }) => [name, index])).toEqual([
      ['input 0', [1, 1]],
      ['input 0', [0, 0]],
    ]);
    expect(report.mismatches[0]!.analytic).toBeCloseTo(6.03, 6);
    expect(report.mismatches[0]!.numeric).toBeCloseTo(6, 6);
  });

  it('checks the parameters of a model, regularization included, and leaves them as they were', () => {
    const model = { weight: new Parameter(tensor([[1, -2]], { dtype: 'float64' })) };
    const loss = () => add(sum(exp(model.weight)), mul(sum(square(model.weight)), 0.5));
    expect(checkGradients(loss, model)).toMatchObject({ verdict: 'good', checked: 2 });
    expect(model.weight.value.toArray()).toEqual([[1, -2]]);
  });

  it('widens its verdict for float32', () => {
    expect(checkGradients((x) => sum(exp(x)), [tensor([0.5, 1])]).verdict).toBe('good');
    expect(checkGradients((x) => sum(mul(wrongSquare(x), 1)), [tensor([1.5])]).verdict).not.toBe('good');
  });

  it('checks no more entries than asked for', () => {
    const x = tensor(new Float64Array(100).fill(0.3));
    expect(checkGradients((t) => sum(exp(t)), [x], { entriesPerTensor: 7 }).checked).toBe(7);
  });

  it('refuses random functions', () => {
    expect(() => checkGradients((x) => sum(dropout(x, 0.5)), [tensor([1, 2])])).toThrow(/model\.eval\(\)/);
  });
});
