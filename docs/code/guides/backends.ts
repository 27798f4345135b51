import { createCpuBackend, createWasmBackend, init, matmul, tensor, withBackend } from 'cambium';

// the best one that there is, on all cores
const backend = await init();
console.log(backend.name === 'wasm' || backend.name === 'cpu'); // true

// by name, with a number of threads; results are the same to the bit for any number
await init({ backend: 'wasm', threads: 2 });

// another one for a while: here double precision in plain TypeScript
const precise = withBackend(createCpuBackend(), () => {
  const x = tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { dtype: 'float64' },
  );
  return matmul(x, x).toArray();
});
console.log(precise); // [[7, 10], [15, 22]]

// two alive at once: a tensor lives on one, and is copied to the other
const other = await createWasmBackend({ threads: 1 });
const moved = await tensor([1, 2, 3]).to(other);
console.log(moved.toArray()); // [1, 2, 3]
