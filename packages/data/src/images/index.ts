// Subpath `@cambium/data/images`: decoders of images, which are apart because not every page wants them.

export type { Channels } from './channels.ts';
export { type DecodeImageOptions, decodeImage } from './decode.ts';
