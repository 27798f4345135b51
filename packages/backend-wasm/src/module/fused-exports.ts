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
  readonly columnSums: (x: number, sums: number, from: number, to: number, cols: number) => void;
  readonly columnSquares: (
    x: number,
    mean: number,
    sums: number,
    from: number,
    to: number,
    cols: number,
  ) => void;
  readonly columnGradients: (
    g: number,
    x: number,
    mean: number,
    sums: number,
    from: number,
    to: number,
    cols: number,
  ) => void;
  readonly joinSums: (sums: number, chunks: number, count: number) => void;
  readonly columnMeans: (sums: number, out: number, divisor: number, cols: number) => void;
  readonly columnVariances: (
    sums: number,
    variance: number,
    off: number,
    divisor: number,
    cols: number,
  ) => void;
  readonly columnFactors: (
    variance: number,
    off: number,
    scale: number,
    shift: number,
    factors: number,
    shifts: number,
    epsilon: number,
    cols: number,
  ) => void;
  readonly normalizeColumns: (
    x: number,
    mean: number,
    factor: number,
    shift: number,
    out: number,
    from: number,
    to: number,
    cols: number,
  ) => void;
  readonly columnGradientFactors: (
    sums: number,
    variance: number,
    scale: number,
    factors: number,
    last: number,
    epsilon: number,
    rows: number,
    cols: number,
  ) => void;
  readonly columnInputGradients: (
    g: number,
    x: number,
    mean: number,
    factors: number,
    out: number,
    from: number,
    to: number,
    cols: number,
  ) => void;
  readonly layerNorm: (
    x: number,
    scale: number,
    shift: number,
    out: number,
    epsilon: number,
    from: number,
    to: number,
    cols: number,
  ) => void;
  readonly layerNormGrad: (
    g: number,
    x: number,
    scale: number,
    out: number,
    epsilon: number,
    block: number,
    sums: number,
    from: number,
    to: number,
    cols: number,
  ) => void;
  readonly roundSums: (sums: number, out: number, n: number) => void;
  readonly lstmStep: (
    projected: number,
    gates: number,
    cell: number,
    hidden: number,
    next: number,
    from: number,
    to: number,
    size: number,
  ) => void;
  readonly lstmCellGrad: (
    hiddenGrad: number,
    nextGrad: number,
    gates: number,
    cell: number,
    gateGrad: number,
    cellGrad: number,
    from: number,
    to: number,
    size: number,
  ) => void;
  readonly gruStep: (
    projected: number,
    bias: number,
    gates: number,
    hidden: number,
    next: number,
    from: number,
    to: number,
    size: number,
  ) => void;
  readonly gruCellGrad: (
    grad: number,
    inputGates: number,
    hiddenGates: number,
    hidden: number,
    inputGrad: number,
    hiddenGateGrad: number,
    hiddenGrad: number,
    from: number,
    to: number,
    size: number,
  ) => void;
  readonly stepScratchBytes: (k: number, n: number) => number;
  readonly stepWeightBytes: (k: number, n: number) => number;
  readonly packStepWeight: (
    weight: number,
    rowStride: number,
    columnStride: number,
    k: number,
    n: number,
    to: number,
    scratch: number,
  ) => void;
  readonly lstm: RunKernel<
    [projected: number, weight: number, hidden: number, cell: number, states: number, gates: number]
  >;
  readonly lstmGrad: RunKernel<
    [
      grad: number,
      weight: number,
      cell: number,
      states: number,
      gates: number,
      gateGrad: number,
      hiddenGrad: number,
      cellGrad: number,
    ]
  >;
  readonly gru: RunKernel<
    [projected: number, weight: number, bias: number, hidden: number, states: number, gates: number]
  >;
  readonly gruGrad: RunKernel<
    [
      grad: number,
      weight: number,
      hidden: number,
      states: number,
      gates: number,
      inputGrad: number,
      stateGrad: number,
      hiddenGrad: number,
    ]
  >;
}

/** All steps of a recurrent layer, for a range of rows; the weight is packed. */
type RunKernel<Operands extends number[]> = (
  ...operands: [
    ...Operands,
    time: number,
    batch: number,
    size: number,
    scratch: number,
    from: number,
    to: number,
  ]
) => void;
