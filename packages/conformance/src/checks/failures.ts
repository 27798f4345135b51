// Errors: after a refused index, a kernel that throws or a value that does not fit, all is as it was before.

import { add, Cell, execute, exp, flip, tensor, withBackend, zeros } from '@cambium/tensor';
import type { Check } from '../check.ts';
import { errorOf, expectEqual, expectThat } from '../harness/expect.ts';
import { change, memoryCheck, nothing } from '../harness/memory.ts';
import { ConformanceError } from '../harness/run.ts';
import { derive } from '../harness/wrap.ts';

/** What errors leave behind: nothing. */
export function failureChecks(): Check[] {
  const indexed = (['gather', 'takeAlongAxis', 'scatterSlices', 'scatterElements'] as const).map((op) =>
    memoryCheck(`${op} refuses an index out of range and changes nothing`, async () => {
      const x = tensor([1, 2, 3]);
      for (const [i, wrong] of [3, -1, 2147483647, -2147483648, 3, -1].entries()) {
        // At every place in turn; every other time the indices are strided.
        const list = [0, 1, 2].map((index) => (index === i % 3 ? wrong : index));
        const straight = tensor(i % 2 === 0 ? list : list.reverse(), { dtype: 'int32' });
        const indices = i % 2 === 0 ? straight : flip(straight);
        const error = errorOf(
          () =>
            op === 'gather' || op === 'takeAlongAxis'
              ? execute(op, [x, indices], { axis: 0 })
              : execute(op, [indices, x], { axis: 0, size: 3 }),
          `${op} with index ${wrong}`,
        );
        expectEqual(error.code, 'index', `the error of ${op} with index ${wrong}`);
        expectThat(
          error.message.includes(String(wrong)),
          `the error does not name the index ${wrong}: ${error.message}`,
        );
      }
      expectEqual(await x.data(), [1, 2, 3], 'x after the errors');
      expectEqual(await add(x, 1).data(), [2, 3, 4], 'an op after the errors');
    }),
  );
  return [
    ...indexed,
    memoryCheck('frees the outputs of a kernel that throws', (backend) => {
      const unary = () => {
        throw new ConformanceError('on purpose');
      };
      const broken = derive(backend, { kernels: { ...backend.kernels, unary } });
      withBackend(broken, () => {
        const x = zeros([100]);
        const left = change(backend, () => {
          try {
            exp(x);
          } catch (error) {
            if (!(error instanceof ConformanceError)) throw error;
          }
        });
        expectEqual(left, nothing, 'memory after the error');
      });
    }),
    memoryCheck('keeps the contents of a cell when a value does not fit', async () => {
      const cell = new Cell(tensor([1, 2]));
      expectEqual(
        errorOf(() => cell.assign(zeros([3])), 'assign of another shape').code,
        'shape',
        'the error',
      );
      expectEqual(await cell.value.data(), [1, 2], 'the cell after the error');
      cell.value.dispose();
    }),
  ];
}
