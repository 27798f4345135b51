// Size of gradients and activations from layer to layer, and what it says about a deep net.

/** Size of the gradient of a parameter. */
export interface GradientStatistics {
  /** Path of the parameter, for example `layers.0.weight`. */
  readonly name: string;
  /** Shape of the parameter. */
  readonly shape: readonly number[];
  /** Root of the mean square of the gradient. */
  readonly rootMeanSquare: number;
  /** The same of the parameter itself. */
  readonly weight: number;
}

/** Size of the output of a layer. */
export interface ActivationStatistics {
  /** Path of the layer, for example `layers.0`. */
  readonly name: string;
  /** Mean of the outputs. */
  readonly mean: number;
  /** Standard deviation of the outputs. */
  readonly standardDeviation: number;
  /** Share of the outputs that are exactly 0. */
  readonly zeros: number;
}

/** What one batch looked like, layer by layer in the order of the forward pass. */
export interface LayerReport {
  /** Number of the epoch, from 0. */
  readonly epoch: number;
  /** Batches of the epoch up to this one. */
  readonly batch: number;
  /** Of each parameter. */
  readonly gradients: readonly GradientStatistics[];
  /** Of each layer. */
  readonly activations: readonly ActivationStatistics[];
}

/** What is wrong with a net, and what helps. */
export interface LayerWarning {
  /** What is wrong. */
  readonly kind:
    | 'not finite'
    | 'vanishing gradients'
    | 'exploding gradients'
    | 'shrinking activations'
    | 'growing activations'
    | 'dead units';
  /** A sentence that names the layers and sizes, and one that says what to try. */
  readonly message: string;
}

/** Limits of {@link findLayerWarnings}. */
export interface LayerLimits {
  /** Between the first and the last weight, or layer: a greater factor is a warning. Default 10,000. */
  factor?: number;
  /** Greatest gradient in proportion to its weight, default 1,000. */
  gradientToWeight?: number;
  /** Greatest share of zeros in a layer's output, default 0.98. */
  zeros?: number;
}

const advice = {
  vanishing:
    'Try He or Glorot initialisation, ReLU in place of sigmoid or tanh, normalisation layers, or skip connections.',
  exploding:
    'Try smaller initial weights, a smaller learning rate, normalisation layers, or clipByGlobalNorm.',
  dead: 'Try a smaller learning rate, leaky ReLU, or He initialisation.',
  infinite: 'Try a smaller learning rate, or debug.detectAnomaly() to find the op.',
};

/**
 * Looks for gradients that vanish or explode on their way to the first layer, activations that shrink or grow on their way
 * to the last, units that are always 0, and values that are no numbers. Only weights (of rank 2 and more) are compared.
 *
 * @see course part 3.4; Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010)
 * @example
 * ```ts
 * const activations = [{ name: 'hidden', mean: 0, standardDeviation: 0, zeros: 1 }];
 * findLayerWarnings({ epoch: 0, batch: 1, gradients: [], activations })[0]!.kind;   // 'dead units'
 * ```
 */
export function findLayerWarnings(report: LayerReport, limits: LayerLimits = {}): LayerWarning[] {
  const broken = report.gradients.find((each) => !Number.isFinite(each.rootMeanSquare));
  if (broken !== undefined) {
    const what = `the gradient of '${broken.name}' is ${broken.rootMeanSquare}`;
    return [{ kind: 'not finite', message: `${what}. ${advice.infinite}` }];
  }
  return [...gradientWarnings(report.gradients, limits), ...activationWarnings(report.activations, limits)];
}

function gradientWarnings(
  gradients: readonly GradientStatistics[],
  { factor = 1e4, gradientToWeight = 1e3 }: LayerLimits,
): LayerWarning[] {
  const weights = gradients.filter(({ shape }) => shape.length >= 2);
  const [first, last] = [weights[0], weights.at(-1)];
  if (first === undefined || last === undefined) return [];
  const sizes = (one: GradientStatistics, other: GradientStatistics): string =>
    `'${one.name}' gets ${inShort(one.rootMeanSquare)}, '${other.name}' ${inShort(other.rootMeanSquare)}`;
  if (first.rootMeanSquare * factor < last.rootMeanSquare) {
    const message = `gradients vanish: ${sizes(first, last)}. ${advice.vanishing}`;
    return [{ kind: 'vanishing gradients', message }];
  }
  if (first.rootMeanSquare > last.rootMeanSquare * factor) {
    const message = `gradients explode: ${sizes(first, last)}. ${advice.exploding}`;
    return [{ kind: 'exploding gradients', message }];
  }
  const greatest = weights.find(
    (each) => each.weight > 0 && each.rootMeanSquare > gradientToWeight * each.weight,
  );
  if (greatest === undefined) return [];
  const what = `'${greatest.name}' of size ${inShort(greatest.weight)} gets ${inShort(greatest.rootMeanSquare)}`;
  return [{ kind: 'exploding gradients', message: `gradients explode: ${what}. ${advice.exploding}` }];
}

function activationWarnings(
  activations: readonly ActivationStatistics[],
  { factor = 1e4, zeros = 0.98 }: LayerLimits,
): LayerWarning[] {
  const warnings: LayerWarning[] = [];
  const [first, last] = [activations[0], activations.at(-1)];
  if (first !== undefined && last !== undefined) {
    const sizes = `'${first.name}' varies by ${inShort(first.standardDeviation)}, '${last.name}' by ${inShort(last.standardDeviation)}`;
    if (last.standardDeviation * factor < first.standardDeviation) {
      warnings.push({
        kind: 'shrinking activations',
        message: `activations shrink: ${sizes}. ${advice.vanishing}`,
      });
    } else if (last.standardDeviation > first.standardDeviation * factor) {
      warnings.push({
        kind: 'growing activations',
        message: `activations grow: ${sizes}. ${advice.exploding}`,
      });
    }
  }
  const dead = activations.find((each) => each.zeros > zeros);
  if (dead !== undefined) {
    const what = `units are dead: ${(100 * dead.zeros).toFixed(1)} % of what '${dead.name}' gives is 0`;
    warnings.push({ kind: 'dead units', message: `${what}. ${advice.dead}` });
  }
  return warnings;
}

/**
 * The report as two tables, of gradients and of activations.
 *
 * @example
 * ```ts
 * layerStatistics({ onReport: (report) => console.log(formatLayerReport(report)) });
 * ```
 */
export function formatLayerReport({ epoch, batch, gradients, activations }: LayerReport): string {
  const gradientRows = gradients.map((each) => [
    each.name,
    inShort(each.rootMeanSquare),
    inShort(each.weight),
  ]);
  const activationRows = activations.map((each) => [
    each.name,
    inShort(each.mean),
    inShort(each.standardDeviation),
    `${(100 * each.zeros).toFixed(1)} %`,
  ]);
  return [
    `epoch ${epoch + 1}, batch ${batch}`,
    ...table([['parameter', 'gradient', 'weight'], ...gradientRows]),
    ...table([['layer', 'mean', 'deviation', 'zeros'], ...activationRows]),
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const aligned = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!);
  return rows.map((row) => row.map(aligned).join('  '));
}

function inShort(value: number): string {
  return value === 0 ? '0' : value.toPrecision(2);
}
