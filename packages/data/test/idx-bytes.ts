// Writes IDX files for the tests.

/** The bytes of an IDX file. */
export function idxBytes(type: number, shape: readonly number[], values: readonly number[]): Uint8Array {
  const sizes: Readonly<Record<number, number>> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 };
  const size = sizes[type]!;
  const header = 4 + 4 * shape.length;
  const view = new DataView(new ArrayBuffer(header + size * values.length));
  view.setUint8(2, type);
  view.setUint8(3, shape.length);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
  for (const [i, value] of values.entries()) {
    const offset = header + size * i;
    if (type === 13) view.setFloat32(offset, value);
    else if (type === 14) view.setFloat64(offset, value);
    else if (size === 4) view.setInt32(offset, value);
    else if (size === 2) view.setInt16(offset, value);
    else view.setUint8(offset, value);
  }
  return new Uint8Array(view.buffer);
}
