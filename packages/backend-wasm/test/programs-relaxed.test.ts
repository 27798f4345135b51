// Programs give the bits of their ops also where products and sums are fused into one rounding.

import { setFlagsFromString } from 'node:v8';
import { createWasmBackend } from '@cambium/backend-wasm';
import { Adam, NAdam, RMSprop } from '@cambium/optim';
import {
  add,
  type Backend,
  exp,
  fuse,
  mul,
  normal,
  observe,
  Parameter,
  pow,
  sigmoid,
  sub,
  type Tensor,
  tanh,
  withBackend,
} from '@cambium/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assets } from '../src/assets/inline.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');

describe('programs with relaxed SIMD', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createWasmBackend({ wasm: assets.bytesSync('relaxed'), threads: 1 });
  });
  afterAll(() => backend.dispose());

  it('give the bits of a chain of functions', () => {
    withBackend(backend, () => {
      const chain = (a: Tensor, b: Tensor): Tensor =>
        sub(mul(tanh(add(mul(a, b), 0.5)), exp(a)), pow(sigmoid(b), 3));
      const fused = fuse(chain);
      const [a, b] = [normal([2055]), normal([2055])];
      fused(a, b);
      expect(fused(a, b).dataSync()).toEqual(chain(a, b).dataSync());
    });
  });

  it.each([Adam, NAdam, RMSprop])('give the bits of the rule of an optimizer', (Class) => {
    withBackend(backend, () => {
      const start = normal([1031]);
      const [fused, watched] = [new Parameter(start), new Parameter(start)];
      const [one, two] = [new Class(fused), new Class(watched)];
      for (let step = 0; step < 4; step++) {
        const gradient = normal([1031]);
        one.step(new Map([[fused, mul(gradient, 1)]]));
        const stop = observe(() => {});
        two.step(new Map([[watched, gradient]]));
        stop();
      }
      expect(fused.value.dataSync()).toEqual(watched.value.dataSync());
    });
  });
});
