// Tensors out of nothing: one value everywhere, or numbers in even steps.

import type { Kernel } from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { convert, fromJson } from './copy.ts';

/** One value in every element. */
export const fill: Kernel<'fill'> = (_op, _inputs, [output], { value }) => {
  const { layout, dtype } = output!;
  dataOf(output!).fill(convert(fromJson(value), dtype), layout.offset, layout.offset + layout.size);
};

/** `start + i · step`, by multiplication: repeated addition would gather rounding errors. */
export const iota: Kernel<'iota'> = (_op, _inputs, [output], { size, start, step }) => {
  const { layout, dtype } = output!;
  const data = dataOf(output!);
  for (let i = 0; i < size; i++) data[layout.offset + i] = convert(start + i * step, dtype);
};
