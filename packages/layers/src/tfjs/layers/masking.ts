// Steps of sequences that do not count.

import { any, cast, expandDims, mul, notEqual } from '@cambium/tensor';
import { type Converter, Operation } from '../layer.ts';

/** `Masking`: steps whose features all have one value do not count, and become zeros. */
export const masking: Converter = ({ config }) => {
  const value = config.number('mask_value', 0);
  const module = new Operation(`Masking ${value}`, (x, counts) =>
    mul(x!, cast(expandDims(counts!, -1), x!.dtype)),
  );
  return {
    module,
    outputs: 1,
    call: ([input]) => {
      const counts = any(notEqual(input!.tensor, value), -1);
      return [{ tensor: module.forward(input!.tensor, counts), mask: counts }];
    },
  };
};
