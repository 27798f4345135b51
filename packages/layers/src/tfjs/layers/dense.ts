// Dense layers and lookups.

import { cast, isFloating, notEqual, type Tensor } from '@cambium/tensor';
import { Embedding } from '../../embedding.ts';
import { Linear } from '../../linear.ts';
import { optionalActivation } from '../activations.ts';
import { type Converter, stepwise } from '../layer.ts';

/** `Dense`. */
export const dense: Converter = ({ config, weights }) => {
  const kernel = weights.take('kernel', 2);
  const [inputs, units] = kernel.shape as [number, number];
  if (config.count('units', units) !== units)
    config.refuse(`units is ${config.count('units')}, the kernel has ${units}.`);
  const bias = config.flag('use_bias', true) ? weights.takeShaped('bias', [units]) : null;
  const options = bias === null ? { bias: false } : { biasInit: bias.init };
  const layer = new Linear(inputs, units, { weightInit: kernel.init, ...options });
  return stepwise(layer, optionalActivation(config));
};

/** `Embedding`; with `mask_zero`, steps of index 0 do not count. */
export const embedding: Converter = ({ config, weights }) => {
  const table = weights.take('embeddings', 2);
  const [count, features] = table.shape as [number, number];
  if (config.count('input_dim', count) !== count || config.count('output_dim', features) !== features)
    config.refuse(
      `input_dim ${config.count('input_dim', count)} and output_dim ${config.count('output_dim', features)} are not the table's ${count} and ${features}.`,
    );
  const layer = new Embedding(count, features, { weightInit: table.init });
  const masksZero = config.flag('mask_zero', false);
  return {
    module: layer,
    outputs: 1,
    call: ([input]) => {
      const indices = wholeNumbers(input!.tensor);
      return [{ tensor: layer.forward(indices), mask: masksZero ? notEqual(indices, 0) : null }];
    },
  };
};

/** Models take their indices as float32 by default. */
function wholeNumbers(x: Tensor): Tensor {
  return isFloating(x.dtype) ? cast(x, 'int32') : x;
}
