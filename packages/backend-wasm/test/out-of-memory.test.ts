// What happens when a tensor does not fit: an error that names the holders, and everything as it was.

import { createWasmBackend } from '@cambium/backend-wasm';
import { add, matmul, memory, ones, scope, type Tensor, TensorError, withBackend } from '@cambium/tensor';
import { expect, it } from 'vitest';

it('tells who holds the memory, and leaves all else intact', async () => {
  const backend = await createWasmBackend({ threads: 1, maximumBytes: 16 * 2 ** 20 });
  withBackend(backend, () =>
    scope(() => {
      const x = ones([1000, 1000]);
      const y = add(x, 1);
      const before = { ...memory(), live: backend.memory().liveBytes };
      const attempt = (): Tensor => matmul(ones([1, 1]).broadcastTo([2000, 1]), ones([1, 2000]));
      expect(() => scope(() => attempt())).toThrow(TensorError);
      expect(() => scope(() => attempt())).toThrow(
        /\[matmul\] no room for 16000000 bytes: .*Most of it was made by (fill|add) 4 MiB in \d, /,
      );
      expect({ ...memory(), live: backend.memory().liveBytes }).toEqual(before);
      expect(y.slice([0, 1], [0, 2]).toArray()).toEqual([[2, 2]]);
      expect(add(x, 2).slice([0, 1], [0, 2]).toArray()).toEqual([[3, 3]]);
    }),
  );
});
