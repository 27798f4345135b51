// Grey, colour and alpha: bringing pixels to the number of channels that a model takes.

/** 1: grey. 3: red, green, blue. 4: with alpha, where 255 is opaque. */
export type Channels = 1 | 3 | 4;

/**
 * Pixels with other channels. Colours become grey by their luma (ITU-R BT.601); alpha that is not wanted is dropped.
 *
 * @param pixels bytes, `from` of them a pixel; two are grey and alpha
 */
export function withChannels(pixels: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return pixels;
  const count = pixels.length / from;
  const out = new Uint8Array(count * to);
  const isGrey = from < 3;
  for (let i = 0; i < count; i++) {
    const [first, second, third] = [pixels[i * from]!, pixels[i * from + 1]!, pixels[i * from + 2]!];
    if (to < 3) out[i * to] = isGrey ? first : Math.round(0.299 * first + 0.587 * second + 0.114 * third);
    else out.set(isGrey ? [first, first, first] : [first, second, third], i * to);
    if (to === 4) out[i * to + 3] = from === 2 ? second : 255;
  }
  return out;
}
