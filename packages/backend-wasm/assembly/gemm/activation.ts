// Functions that a product may apply to its results before it stores them. Codes are part of the ABI.

/** Results as they are. */
export const none: i32 = 0;
/** `max(x, 0)`; NaN stays NaN. */
export const relu: i32 = 1;

/** A new code needs a case here and its name on the JavaScript side. */
export function activate(x: v128, code: i32): v128 {
  if (code === relu) return f32x4.max(x, f32x4.splat(0));
  return x;
}
