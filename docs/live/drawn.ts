// Draws the pictures of a frame, in the worker.

import type { Frame } from './demo.ts';
import type { DrawnFrame } from './demo-messages.ts';

/** The frame with its pictures as SVG. */
export async function drawn({ pictures = {}, ...rest }: Frame): Promise<DrawnFrame> {
  const svgs = Object.entries(pictures).map(async ([name, chart]) => [name, await chart.toSvg()] as const);
  return { ...rest, pictures: Object.fromEntries(await Promise.all(svgs)) };
}
