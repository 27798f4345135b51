// The ABI of the fused kernels; see assembly/fused. Rows go from one to before another.

/** Fused kernels by op. */
export interface FusedExports {
  readonly crossEntropy: (
    logits: number,
    labels: number,
    out: number,
    from: number,
    to: number,
    cols: number,
  ) => void;
  readonly crossEntropyGrad: (
    grad: number,
    logits: number,
    labels: number,
    out: number,
    from: number,
    to: number,
    cols: number,
  ) => void;
}
