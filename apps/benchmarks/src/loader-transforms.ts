// Four augmentations of the loader's benchmark, which its workers load by address.

import { augment, colorJitter, randomCrop, randomErase, randomFlip } from '@cambium/vision';

const options = { image: 'x' };

export const flip = augment([randomFlip()], options);
export const crop = augment([randomCrop({ size: [28, 28], padding: 2 })], options);
export const jitter = augment([colorJitter({ brightness: 0.2, contrast: 0.2 })], options);
export const erase = augment([randomErase()], options);
