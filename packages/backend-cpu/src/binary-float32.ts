// Loops over float32 for the binary ops of training: V8 inlines an operation only in a loop of its own.

import type { OpsOf } from '@cambium/tensor/backend';

/** One row: `out[i] = a[i] op b[i]`, each operand with its own step. */
export type Float32Loop<Out> = (
  length: number,
  a: Float32Array,
  aAt: number,
  aStep: number,
  b: Float32Array,
  bAt: number,
  bStep: number,
  out: Out,
  outAt: number,
  outStep: number,
) => void;

/** All of three arrays, from their beginnings. */
export type DenseLoop = (length: number, a: Float32Array, b: Float32Array, out: Float32Array) => void;

/** Ops with float32 results. */
export const float32Arithmetic: { readonly [N in OpsOf<'binary'>]?: Float32Loop<Float32Array> } = {
  add(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = a[aAt]! + b[bAt]!;
    }
  },
  sub(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = a[aAt]! - b[bAt]!;
    }
  },
  mul(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = a[aAt]! * b[bAt]!;
    }
  },
  div(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = a[aAt]! / b[bAt]!;
    }
  },
  maximum(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = Math.max(a[aAt]!, b[bAt]!);
    }
  },
  minimum(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = Math.min(a[aAt]!, b[bAt]!);
    }
  },
};

/** Ops with boolean results: the masks of gradients. `Number` has no branch to mispredict, unlike `? 1 : 0`. */
export const float32Comparisons: { readonly [N in OpsOf<'binary'>]?: Float32Loop<Uint8Array> } = {
  equal(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = Number(a[aAt]! === b[bAt]!);
    }
  },
  less(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = Number(a[aAt]! < b[bAt]!);
    }
  },
  lessEqual(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = Number(a[aAt]! <= b[bAt]!);
    }
  },
  greater(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = Number(a[aAt]! > b[bAt]!);
    }
  },
  greaterEqual(length, a, aAt, aStep, b, bAt, bStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep) {
      out[outAt] = Number(a[aAt]! >= b[bAt]!);
    }
  },
};

/**
 * The same for whole arrays, without places and steps to count, two elements a turn: almost twice as fast, since V8
 * also looks for interrupts at each turn.
 */
export const float32Dense: { readonly [N in OpsOf<'binary'>]?: DenseLoop } = {
  add(length, a, b, out) {
    let i = 0;
    for (; i + 1 < length; i += 2) {
      out[i] = a[i]! + b[i]!;
      out[i + 1] = a[i + 1]! + b[i + 1]!;
    }
    if (i < length) out[i] = a[i]! + b[i]!;
  },
  sub(length, a, b, out) {
    let i = 0;
    for (; i + 1 < length; i += 2) {
      out[i] = a[i]! - b[i]!;
      out[i + 1] = a[i + 1]! - b[i + 1]!;
    }
    if (i < length) out[i] = a[i]! - b[i]!;
  },
  mul(length, a, b, out) {
    let i = 0;
    for (; i + 1 < length; i += 2) {
      out[i] = a[i]! * b[i]!;
      out[i + 1] = a[i + 1]! * b[i + 1]!;
    }
    if (i < length) out[i] = a[i]! * b[i]!;
  },
  div(length, a, b, out) {
    let i = 0;
    for (; i + 1 < length; i += 2) {
      out[i] = a[i]! / b[i]!;
      out[i + 1] = a[i + 1]! / b[i + 1]!;
    }
    if (i < length) out[i] = a[i]! / b[i]!;
  },
};
