// The subpaths that browsers can have: images and byte-pair encodings need nothing of Node.

import { BpeTokenizer } from '@cambium/data/bpe';
import { decodeImage } from '@cambium/data/images';
import { expect, it } from 'vitest';

/** A picture that the browser itself has drawn: red on the left, blue on the right. */
async function draw(type: string): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(32, 16);
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'rgb(255 0 0)';
  context.fillRect(0, 0, 16, 16);
  context.fillStyle = 'rgb(0 0 255)';
  context.fillRect(16, 0, 16, 16);
  const blob = await canvas.convertToBlob({ type, quality: 0.95 });
  return new Uint8Array(await blob.arrayBuffer());
}

it.each([
  ['image/png', 0],
  ['image/jpeg', 6],
])('decodes what a browser writes as %s', async (type, tolerance) => {
  const { data, shape } = decodeImage(await draw(type), { channels: 3 });
  expect(shape).toEqual([16, 32, 3]);
  const found = [...data.subarray(0, 3), ...data.subarray(-3)];
  for (const [i, value] of [255, 0, 0, 0, 0, 255].entries())
    expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(tolerance);
});

it('learns byte pairs as it does in Node', () => {
  const tokenizer = BpeTokenizer.learn('low low low lower newest newest', { vocabularySize: 262 });
  expect(tokenizer.tokenize('low lowest')).toEqual(['low', 'Ġlow', 'est']);
  expect(tokenizer.decode(tokenizer.encode('Gänse 🦢'))).toBe('Gänse 🦢');
});
