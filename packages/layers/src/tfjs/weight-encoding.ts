// Bytes of weights: plain numbers, half precision, or 8 and 16 bits with a scale and a smallest value.

/** How the numbers of a weight are stored. */
export interface WeightEncoding {
  /** What the numbers are. */
  readonly type: 'float32' | 'int32' | 'bool';
  /** What they are stored as. */
  readonly stored: 'float32' | 'int32' | 'bool' | 'uint8' | 'uint16' | 'float16';
  /** A stored integer `q` means `q · scale + min`. */
  readonly scale: number;
  readonly min: number;
}

const widths = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };

/** Bytes of one stored number. */
export function storedBytes({ stored }: WeightEncoding): number {
  return widths[stored];
}

/** The numbers of a weight; the files are little-endian. */
export function decodeWeight(bytes: Uint8Array, { type, stored, scale, min }: WeightEncoding): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = widths[stored];
  const values = new Float32Array(bytes.byteLength / width);
  const isQuantized = stored === 'uint8' || stored === 'uint16';
  for (let i = 0; i < values.length; i++) {
    const number = readNumber(view, i * width, stored);
    const value = isQuantized ? number * scale + min : number;
    values[i] = isQuantized && type === 'int32' ? Math.round(value) : value;
  }
  return values;
}

function readNumber(view: DataView, at: number, stored: WeightEncoding['stored']): number {
  switch (stored) {
    case 'float32':
      return view.getFloat32(at, true);
    case 'int32':
      return view.getInt32(at, true);
    case 'uint16':
      return view.getUint16(at, true);
    case 'float16':
      return halfPrecision(view.getUint16(at, true));
    default:
      return view.getUint8(at);
  }
}

/** IEEE 754 binary16. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  // Subnormal numbers have the smallest exponent and no leading one.
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (0x400 + fraction) * 2 ** (exponent - 25);
}
