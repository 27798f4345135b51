// Reading a model in a page.

import { createCpuBackend } from '@cambium/backend-cpu';
import { setBackend, tensor } from '@cambium/tensor';
import { expect, it } from 'vitest';
import { loadTfjsModel } from '../../src/tfjs/index.ts';

setBackend(createCpuBackend());

const address = new URL('./double/model.json', import.meta.url);

it.each([
  ['an address', address.href],
  ['a URL', address],
  ['a path on the server', address.pathname],
])('reads a model by %s', async (_name, source) => {
  const model = await loadTfjsModel(source);
  expect(model.forward(tensor([[3]])).toArray()).toEqual([[6]]);
});
