// RandAugment: a few augmentations of a list, chosen anew for each sample, all of one strength.

import { TensorError } from '@cambium/tensor';
import { randomFlip, randomRotation, randomShear, randomTranslation, randomZoom } from './geometric.ts';
import { colorJitter, randomBlur, randomErase, randomNoise } from './pixels.ts';
import { type Augmentation, checkShare } from './sample.ts';

/**
 * Picks `count` of nine augmentations for each sample, with one strength for all: two numbers to tune instead of a dozen.
 *
 * @param options.count how many, 2 unless given
 * @param options.strength from 0, next to nothing, to 1; 0.3 unless given
 * @throws TensorError `value` for a count or a strength that makes no sense
 * @see Cubuk et al., "RandAugment" (2020)
 * @example
 * ```ts
 * const transform = augment([randAugment({ count: 2, strength: 0.4 })]);
 * ```
 */
export function randAugment(
  options: { readonly count?: number; readonly strength?: number } = {},
): Augmentation {
  const { count = 2, strength = 0.3 } = options;
  checkShare('randAugment', 'strength', strength);
  const choices: readonly Augmentation[] = [
    randomFlip(),
    randomRotation({ degrees: 45 * strength }),
    randomZoom({ factor: [1 / (1 + strength), 1 + strength] }),
    randomTranslation({ share: 0.4 * strength }),
    randomShear({ degrees: 30 * strength }),
    colorJitter({ brightness: strength, contrast: strength, saturation: strength, hue: 0.25 * strength }),
    randomNoise({ deviation: 0.2 * strength }),
    randomBlur({ sigma: [0.01, 0.01 + 2 * strength] }),
    randomErase({ area: [0, 0.3 * strength], probability: 1 }),
  ];
  if (!(Number.isInteger(count) && count >= 0 && count <= choices.length)) {
    throw new TensorError(
      'randAugment',
      'value',
      `count is a whole number from 0 to ${choices.length}, got ${count}.`,
    );
  }
  return (sample, { random }) => {
    const chosen = random.shuffle([...choices]).slice(0, count);
    return chosen.reduce(
      (current, augmentation, i) => augmentation(current, { random: random.fork(i) }),
      sample,
    );
  };
}
