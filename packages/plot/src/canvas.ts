// Drawing in pixels: axes that are not seen, with their origin in the upper left corner.

/** Encodings of `x` and `y` in pixels of a drawing of this size. */
export function pixelAxes(width: number, height: number) {
  const quantitative = 'quantitative' as const;
  return {
    x: { field: 'x', type: quantitative, axis: null, scale: { domain: [0, width], nice: false } },
    y: { field: 'y', type: quantitative, axis: null, scale: { domain: [height, 0], nice: false } },
  };
}
