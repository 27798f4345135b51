// What functions and layers of images share: their words for borders, and where their gradients go wrong.

import type { GradientFault } from '../compare/comparison.ts';

/** A border that keeps the size, or none. */
export type Word = 'same' | 'valid';
/** Both of them. */
export const words: readonly Word[] = ['same', 'valid'];

/** Their averages leave the border out, the gradients do not. */
export const wholeWindow: GradientFault = {
  reason: 'the gradient divides by the whole window at the border, the average does not',
};

/** The gradient of resizing to nearest pixels, for more than one image. */
export const firstImage: GradientFault = {
  reason: 'the gradient looks for all images of a batch in the wrong places but the first',
};

/** Their `same` of a transposed convolution makes `length · stride`: as a border, the lesser half of what is too much in front. */
export function transposedBorder(
  padding: Word,
  stride: number,
  kernel: number,
  rank: number,
): { readonly padding?: readonly (readonly [number, number])[] } {
  if (padding === 'valid') return {};
  const total = Math.max(0, kernel - stride);
  const border = [Math.floor(total / 2), Math.ceil(total / 2)] as const;
  return { padding: Array.from({ length: rank }, () => border) };
}
