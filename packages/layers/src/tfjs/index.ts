/**
 * Subpath `@cambium/layers/tfjs`: layers models of TensorFlow.js as modules.
 *
 * @module tfjs
 */

export type { TfjsLayer } from './custom-layer.ts';
export type { ReadModelFile } from './files.ts';
export { loadTfjsModel, type TfjsLoadOptions } from './load.ts';
export { type TfjsInput, TfjsModel } from './model.ts';
