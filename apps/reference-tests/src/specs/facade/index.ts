// The facade: TensorFlow.js' names and conventions over Cambium's public functions.

import * as blocks from './blocks.ts';
import * as buffer from './buffer.ts';
import { chain } from './chain.ts';
import * as convolution from './convolution.ts';
import * as create from './create.ts';
import * as elementwise from './elementwise.ts';
import * as gradients from './gradients.ts';
import * as image from './image.ts';
import * as indexing from './indexing.ts';
import * as linalg from './linalg.ts';
import * as losses from './losses.ts';
import * as memory from './memory.ts';
import * as optimizers from './optimizers.ts';
import * as pooling from './pooling.ts';
import { dot, einsum, fused, matMul, outerProduct } from './product.ts';
import * as random from './random.ts';
import * as recurrent from './recurrent.ts';
import * as reduce from './reduce.ts';
import * as shape from './shape.ts';
import { FacadeTensor } from './tensor.ts';

const backend = { floatPrecision: () => 32, epsilon: () => 1e-7 };

/** What specs ask of the engine: how many storages live. */
const engine = { backend: { numDataIds: () => memory.memory().numDataBuffers } };

/** Flags of TensorFlow.js: none is set. */
const environment = {
  get: (): undefined => undefined,
  getBool: (): boolean => false,
  getNumber: (): number => 0,
  set: (): void => undefined,
  setFlags: (): void => undefined,
};

/** What `import * as tf` gives the specs. Names that are absent are ops that Cambium does not have. */
export const tf: Record<string, unknown> = {
  ...blocks,
  ...buffer,
  ...convolution,
  ...create,
  ...elementwise.ops,
  ...gradients,
  ...image,
  ...indexing,
  ...linalg,
  ...losses,
  ...memory,
  ...optimizers,
  ...pooling,
  ...random,
  ...recurrent,
  ...reduce,
  ...shape,
  ...{ dot, einsum, fused, matMul, outerProduct },
  Tensor: FacadeTensor,
  Variable: create.FacadeVariable,
  ENGINE: { backend },
  engine: () => engine,
  env: () => environment,
  backend: () => backend,
  getBackend: () => 'cpu',
};

chain(tf);
