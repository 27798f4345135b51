// Buffers: what is allocated, written, read and given back; and that loops and neighbours do not disturb it.

import { add, Cell, exp, mul, scope, slice, sub, tensor, withBackend, zeros } from '@cambium/tensor';
import { behaviour, type Check, type CheckOptions } from '../check.ts';
import { errorOf, expectEqual, expectThat } from '../harness/expect.ts';
import { withoutLeaks } from '../harness/leaks.ts';
import { change, memoryCheck, nothing } from '../harness/memory.ts';
import { failureChecks } from './failures.ts';
import { sharingChecks } from './sharing.ts';

/** Use of memory, and what the framework builds on it. */
export function memoryChecks(options: CheckOptions): Check[] {
  return [...bufferChecks(), neighbourCheck(options), ...sharingChecks(), ...failureChecks()];
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
      backend.write(
        buffer,
        Uint8Array.from({ length: 23 }, (_, i) => i),
      );
      backend.write(buffer, Uint8Array.of(200, 201, 202), 5);
      const expected = [3, 4, 200, 201, 202, 8, 9];
      expectEqual(await backend.read(buffer, 3, 7), expected, 'read(buffer, 3, 7)');
      if (backend.readSync !== undefined)
        expectEqual(backend.readSync(buffer, 3, 7), expected, 'readSync(buffer, 3, 7)');
      expectEqual((await backend.read(buffer, 4, 0)).length, 0, 'bytes of an empty read');
      const copy = await backend.read(buffer, 0, 2);
      copy.fill(99);
      expectEqual(await backend.read(buffer, 0, 2), [0, 1], 'the buffer after its copy was changed');
      backend.free(buffer);
    }),
    memoryCheck('keeps buffers apart', async (backend) => {
      const buffers = Array.from({ length: 9 }, (_, i) => backend.alloc(4 * i + 1));
      for (const [i, buffer] of buffers.entries())
        backend.write(buffer, new Uint8Array(4 * i + 1).fill(i + 1));
      for (const [i, buffer] of buffers.entries()) {
        const bytes = await backend.read(buffer, 0, 4 * i + 1);
        expectThat(
          bytes.every((byte) => byte === i + 1),
          `buffer ${i} holds what was written to another one`,
        );
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
      expectThat(
        backend.memory().reservedBytes <= reservedBytes,
        'the memory of a step is not used again by the next',
      );
      weight.value.dispose();
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
