// For kernels that work along rows: the axis they are asked for becomes the last one.

import { type Layout, permuteLayout } from '@cambium/tensor/backend';

/** The layout with one axis behind all others. */
export function withAxisLast(layout: Layout, axis: number): Layout {
  const order = layout.shape.map((_, each) => each);
  order.push(...order.splice(axis, 1));
  return permuteLayout(layout, order);
}
