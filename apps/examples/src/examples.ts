// All examples by name. Each is loaded when it is asked for.

import type { Example } from './example.ts';

/** How to load each example. */
export const examples: Readonly<Record<string, () => Promise<Example>>> = {
  'house-prices': async () => (await import('./house-prices/house-prices.ts')).housePrices,
  cats: async () => (await import('./cats/cats.ts')).cats,
  planar: async () => (await import('./planar/planar.ts')).planar,
  initialisation: async () => (await import('./initialisation/initialisation.ts')).initialisation,
  regularisation: async () => (await import('./regularisation/regularisation.ts')).regularisation,
  'optimizer-paths': async () => (await import('./optimizer-paths/optimizer-paths.ts')).optimizerPaths,
  'batch-norm': async () => (await import('./batch-norm/batch-norm.ts')).batchNorm,
  softmax: async () => (await import('./softmax/softmax.ts')).softmax,
  iris: async () => (await import('./iris/iris.ts')).iris,
  edges: async () => (await import('./edges/edges.ts')).edges,
  lenet: async () => (await import('./lenet/lenet.ts')).lenet,
  'residual-depth': async () => (await import('./residual-depth/residual-depth.ts')).residualDepth,
  'fashion-resnet': async () => (await import('./fashion-resnet/fashion-resnet.ts')).fashionResnet,
  characters: async () => (await import('./characters/characters.ts')).characters,
  sequences: async () => (await import('./sequences/sequences.ts')).sequences,
  words: async () => (await import('./words/words.ts')).words,
  dates: async () => (await import('./dates/dates.ts')).dates,
  transformer: async () => (await import('./transformer/transformer.ts')).transformer,
  shapes: async () => (await import('./shapes/shapes.ts')).shapes,
};
