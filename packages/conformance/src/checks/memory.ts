// Buffers, scopes, cells and views: what is allocated, shared, overwritten and given back.

import {
  add,
  type Backend,
  Cell,
  execute,
  exp,
  flip,
  mul,
  reshape,
  scope,
  slice,
  sub,
  tensor,
  transpose,
  withBackend,
  zeros,
} from '@cambium/tensor';
import { behaviour, type Check, type CheckOptions } from '../check.ts';
import { errorOf, expectEqual, expectThat } from '../harness/expect.ts';
import { withoutLeaks } from '../harness/leaks.ts';
import { ConformanceError } from '../harness/run.ts';
import { derive } from '../harness/wrap.ts';

/** A behaviour whose tensors live on the backend under test, and which leaves nothing behind. */
function memoryCheck(name: string, work: (backend: Backend) => Promise<void> | void): Check {
  return behaviour('memory', name, (backend) =>
    withoutLeaks(backend, () => withBackend(backend, () => work(backend))),
  );
}

/** How buffers and bytes change while `work` runs. */
function change(backend: Backend, work: () => void): { buffers: number; bytes: number } {
  const before = backend.memory();
  work();
  const after = backend.memory();
  return { buffers: after.liveBuffers - before.liveBuffers, bytes: after.liveBytes - before.liveBytes };
}

const nothing = { buffers: 0, bytes: 0 };

/** Use of memory, and what the framework builds on it. */
export function memoryChecks(options: CheckOptions): Check[] {
  return [...bufferChecks(), ...sharingChecks(), ...failureChecks(), neighbourCheck(options)];
}

function bufferChecks(): Check[] {
  return [
    memoryCheck('counts buffers and bytes exactly, of every size', (backend) => {
      for (const size of [0, 1, 3, 4, 7, 64, 65, 1000, 4096, 1 << 20]) {
        const buffers: object[] = [];
        const made = change(backend, () => buffers.push(backend.alloc(size), backend.alloc(size)));
        expectEqual(made, { buffers: 2, bytes: 2 * size }, `two buffers of ${size} bytes`);
        const { reservedBytes, liveBytes } = backend.memory();
        expectThat(reservedBytes >= liveBytes, `${reservedBytes} bytes reserved, but ${liveBytes} live`);
        const freed = change(backend, () => buffers.forEach((buffer) => void backend.free(buffer)));
        expectEqual(freed, { buffers: -2, bytes: -2 * size }, `two buffers of ${size} bytes freed`);
      }
    }),
    memoryCheck('reads back the bytes that were written, at any offset', async (backend) => {
      const buffer = backend.alloc(23);
      backend.write(buffer, Uint8Array.from({ length: 23 }, (_, i) => i));
      backend.write(buffer, Uint8Array.of(200, 201, 202), 5);
      const expected = [3, 4, 200, 201, 202, 8, 9];
      expectEqual(await backend.read(buffer, 3, 7), expected, 'read(buffer, 3, 7)');
      if (backend.readSync !== undefined) expectEqual(backend.readSync(buffer, 3, 7), expected, 'readSync(buffer, 3, 7)');
      expectEqual((await backend.read(buffer, 4, 0)).length, 0, 'bytes of an empty read');
      const copy = await backend.read(buffer, 0, 2);
      copy.fill(99);
      expectEqual(await backend.read(buffer, 0, 2), [0, 1], 'the buffer after its copy was changed');
      backend.free(buffer);
    }),
    memoryCheck('keeps buffers apart', async (backend) => {
      const buffers = Array.from({ length: 9 }, (_, i) => backend.alloc(4 * i + 1));
      for (const [i, buffer] of buffers.entries()) backend.write(buffer, new Uint8Array(4 * i + 1).fill(i + 1));
      for (const [i, buffer] of buffers.entries()) {
        const bytes = await backend.read(buffer, 0, 4 * i + 1);
        expectThat(bytes.every((byte) => byte === i + 1), `buffer ${i} holds what was written to another one`);
      }
      for (const buffer of buffers) backend.free(buffer);
    }),
    memoryCheck('stays flat over a loop of 1,000 steps', (backend) => {
      const weight = new Cell(zeros([50]));
      const step = () =>
        scope(() => void weight.assign(sub(weight, mul(exp(slice(weight, [null, null, -1])), 0.01))));
      for (let i = 0; i < 10; i++) step();
      const { reservedBytes } = backend.memory();
      const loop = change(backend, () => {
        for (let i = 0; i < 1000; i++) step();
      });
      expectEqual(loop, nothing, 'live memory after 1,000 steps');
      expectThat(backend.memory().reservedBytes <= reservedBytes, 'the memory of a step is not used again by the next');
      weight.value.dispose();
    }),
  ];
}

function sharingChecks(): Check[] {
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
      const made = change(backend, () => void [transpose(cell), slice(cell, [1, 2]), reshape(cell, [6]), flip(cell)]);
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
      expectEqual(change(backend, () => view.dispose()), { buffers: -1, bytes: -32 }, 'memory after the last view');
      expectEqual(errorOf(() => exp(x), 'use after dispose').code, 'disposed', 'the error');
    }),
  ];
}

function failureChecks(): Check[] {
  const indexed = (['gather', 'takeAlongAxis', 'scatterSlices', 'scatterElements'] as const).map((op) =>
    memoryCheck(`${op} refuses an index out of range and changes nothing`, async () => {
      const x = tensor([1, 2, 3]);
      for (const wrong of [3, -1, 2147483647, -2147483648]) {
        const indices = tensor([0, 1, wrong], { dtype: 'int32' });
        const error = errorOf(
          () =>
            op === 'gather' || op === 'takeAlongAxis'
              ? execute(op, [x, indices], { axis: 0 })
              : execute(op, [indices, x], { axis: 0, size: 3 }),
          `${op} with index ${wrong}`,
        );
        expectEqual(error.code, 'index', `the error of ${op} with index ${wrong}`);
        expectThat(error.message.includes(String(wrong)), `the error does not name the index ${wrong}: ${error.message}`);
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
      expectEqual(errorOf(() => cell.assign(zeros([3])), 'assign of another shape').code, 'shape', 'the error');
      expectEqual(await cell.value.data(), [1, 2], 'the cell after the error');
      cell.value.dispose();
    }),
  ];
}

/** Two backends at once, and tensors that move between them. */
function neighbourCheck({ create }: CheckOptions): Check {
  return behaviour('memory', 'lives beside another backend of its kind', async (backend) => {
    const other = await create();
    await withoutLeaks(backend, async () => {
      const x = withBackend(backend, () => tensor([1, 2]));
      const moved = await x.to(other);
      expectEqual(errorOf(() => add(x, moved), 'an op across backends').code, 'backend', 'the error');
      expectEqual(await exp(sub(moved, moved)).data(), [1, 1], 'an op on the other backend');
      const back = await moved.to(backend);
      expectEqual(await add(x, back).data(), [2, 4], 'the sum after the way back');
    });
    other.dispose();
  });
}
