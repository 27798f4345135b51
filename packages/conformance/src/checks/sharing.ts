// Scopes, cells and views: one storage behind many tensors, in place while it changes, freed once.

import { add, Cell, exp, flip, reshape, scope, slice, tensor, transpose, zeros } from '@cambium/tensor';
import type { Check } from '../check.ts';
import { errorOf, expectEqual, expectThat } from '../harness/expect.ts';
import { change, memoryCheck, nothing } from '../harness/memory.ts';

/** What the framework's tensors share. */
export function sharingChecks(): Check[] {
  return [
    memoryCheck('frees at the end of a scope all but what is returned', async (backend) => {
      let result = zeros([1]);
      const left = change(backend, () => {
        result = scope(() => add(exp(zeros([100])), 1));
      });
      expectEqual(left, { buffers: 1, bytes: 400 }, 'memory after the scope');
      expectEqual((await result.data())[99], 2, 'the returned value');
    }),
    memoryCheck('shows one storage through all its views', async (backend) => {
      const cell = new Cell(tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] }));
      const made = change(
        backend,
        () => void [transpose(cell), slice(cell, [1, 2]), reshape(cell, [6]), flip(cell)],
      );
      expectEqual(made, nothing, 'memory for four views');
      const [turned, flipped] = [transpose(cell), flip(cell)];
      cell.assign(tensor([10, 20, 30, 40, 50, 60], { shape: [2, 3] }));
      expectEqual(await turned.data(), [10, 40, 20, 50, 30, 60], 'the transposed view after assign');
      expectEqual(await flipped.data(), [60, 50, 40, 30, 20, 10], 'the flipped view after assign');
      cell.value.dispose();
      expectEqual(await turned.data(), [10, 40, 20, 50, 30, 60], 'the view after its base was disposed of');
    }),
    memoryCheck('keeps the storage of a cell in place when it is assigned', async () => {
      const cell = new Cell(tensor([1, 2, 3]));
      const { buffer } = cell.value;
      for (let i = 0; i < 3; i++) cell.assign(add(cell, 1));
      expectThat(cell.value.buffer === buffer, 'the cell moved to another buffer');
      expectEqual(await cell.value.data(), [4, 5, 6], 'the cell after three additions');
      cell.value.dispose();
    }),
    memoryCheck('assigns a cell from its own elements in another order', async () => {
      const cell = new Cell(tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], { shape: [3, 3] }));
      cell.assign(transpose(cell));
      expectEqual(await cell.value.data(), [1, 4, 7, 2, 5, 8, 3, 6, 9], 'the cell assigned its transpose');
      cell.assign(flip(cell));
      expectEqual(await cell.value.data(), [9, 6, 3, 8, 5, 2, 7, 4, 1], 'the cell assigned its reverse');
      cell.value.dispose();
    }),
    memoryCheck('gives memory back once, with the last tensor that needs it', (backend) => {
      const x = zeros([8]);
      const view = reshape(x, [2, 4]);
      expectEqual(
        change(backend, () => {
          x.dispose();
          x.dispose();
        }),
        nothing,
        'memory while a view lives',
      );
      expectEqual(
        change(backend, () => view.dispose()),
        { buffers: -1, bytes: -32 },
        'memory after the last view',
      );
      expectEqual(errorOf(() => exp(x), 'use after dispose').code, 'disposed', 'the error');
    }),
  ];
}
