// Bytes of weights: plain numbers, half precision, or 8 and 16 bits with a scale and a smallest value.

/** How the numbers of a weight are stored. */
export interface WeightEncoding {
  /** What the numbers are. */
  readonly type: 'float32' | 'int32' | 'bool';
  /** What they are stored as. */
  readonly stored: keyof typeof storedTypes;
  /** A stored integer `q` means `q · scale + min`; `null` where numbers are stored as they are. */
  readonly scaling: { readonly scale: number; readonly min: number } | null;
}

interface StoredType {
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

const byte: StoredType = { bytes: 1, read: (view, at) => view.getUint8(at) };

/** The files are little-endian. */
const storedTypes = {
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  bool: byte,
  uint8: byte,
  uint16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  float16: { bytes: 2, read: (view, at) => halfPrecision(view.getUint16(at, true)) },
} as const satisfies Readonly<Record<string, StoredType>>;

/** Bytes of one stored number. */
export function storedBytes({ stored }: WeightEncoding): number {
  return storedTypes[stored].bytes;
}

/** The numbers of a weight. */
export function decodeWeight(bytes: Uint8Array, { type, stored, scaling }: WeightEncoding): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { bytes: width, read } = storedTypes[stored] as StoredType;
  const values = new Float32Array(bytes.byteLength / width);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * width);
  if (scaling === null) return values;
  const { scale, min } = scaling;
  const scaled = values.map((value) => value * scale + min);
  return type === 'int32' ? scaled.map(Math.round) : scaled;
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
