// Watching gradients and activations layer by layer while a model trains.

import type { Module } from '@cambium/layers';
import {
  cast,
  equal,
  isFloating,
  isTensor,
  keep,
  mean,
  type Parameter,
  scope,
  sqrt,
  square,
  stack,
  std,
  type Tensor,
} from '@cambium/tensor';
import {
  findLayerWarnings,
  type LayerLimits,
  type LayerReport,
  type LayerWarning,
} from '../statistics/layer-report.ts';
import type { Callback, TrainingContext } from './callback.ts';
import { checkEveryBatches } from './every-batches.ts';

/** Options of {@link layerStatistics}. */
export interface LayerStatisticsOptions extends LayerLimits {
  /** Batches between two reports; the first of each epoch only, unless given. */
  everyBatches?: number;
  /** Is given each report. */
  onReport?: (report: LayerReport) => void;
  /** Is given each kind of warning once a run; `console.warn` unless given. */
  onWarning?: (warning: LayerWarning) => void;
}

/** The callback, with what it has seen. */
export interface LayerStatistics extends Callback {
  /** The reports of the run so far. */
  readonly reports: readonly LayerReport[];
}

/**
 * Measures gradients and activations of each layer in the first batch of each epoch, and warns when gradients vanish or
 * explode, activations shrink or grow, or units are dead; see `findLayerWarnings`.
 *
 * Only modules inside the model count as layers: what a function such as `relu` gives is seen where a module returns it.
 *
 * @throws TensorError `value` if `everyBatches` is not an integer ≥ 1
 * @see course part 3.4
 * @example
 * ```ts
 * const statistics = layerStatistics();
 * await fit(model, { train, loss: crossEntropy, optimizer, epochs: 1, callbacks: [statistics] });
 * // gradients vanish: 'layers.0.weight' gets 2.1e-11, 'layers.18.weight' 0.030. Try He …
 * console.log(formatLayerReport(statistics.reports[0]!));
 * ```
 */
export function layerStatistics(options: LayerStatisticsOptions = {}): LayerStatistics {
  const { everyBatches, onReport, onWarning = ({ message }) => console.warn(message) } = options;
  checkEveryBatches('layerStatistics', everyBatches);
  const reports: LayerReport[] = [];
  const warned = new Set<LayerWarning['kind']>();
  const outputs = new Map<object, Tensor>();
  const gradients = new Map<Parameter, Tensor>();
  const isDue = ({ batch }: TrainingContext): boolean =>
    everyBatches === undefined ? batch === 0 : batch % everyBatches === 0;
  const forget = (): void => {
    for (const each of [...outputs.values(), ...gradients.values()]) each.dispose();
    outputs.clear();
    gradients.clear();
  };

  return {
    name: 'layerStatistics',
    reports,
    onTrainBegin() {
      reports.length = 0;
      warned.clear();
    },
    onLayerOutput(layer, output, context) {
      if (!isDue(context) || !isTensor(output) || !isFloating(output.dtype) || output.size === 0) return;
      outputs.get(layer)?.dispose();
      // A layer that runs again belongs where it ran last.
      outputs.delete(layer);
      outputs.set(layer, keep(scope(() => sizesOfOutput(output))));
    },
    onGradients(given, context) {
      if (!isDue(context)) return;
      for (const [parameter, gradient] of given) {
        if (gradient.size > 0)
          gradients.set(parameter, keep(scope(() => sizesOfGradient(gradient, parameter))));
      }
    },
    async onBatchEnd(_loss, { model, epoch, batch }) {
      if (gradients.size === 0) return;
      const report = { epoch, batch, ...(await read(model, gradients, outputs)) };
      forget();
      reports.push(report);
      onReport?.(report);
      for (const warning of findLayerWarnings(report, options)) {
        if (!warned.has(warning.kind)) onWarning(warning);
        warned.add(warning.kind);
      }
    },
    onTrainEnd: forget,
  };
}

function sizesOfOutput(output: Tensor): Tensor {
  return stack([
    mean(output),
    std(output, undefined, { correction: 0 }),
    mean(cast(equal(output, 0), output.dtype)),
  ]);
}

function sizesOfGradient(gradient: Tensor, parameter: Parameter): Tensor {
  return stack([gradient, parameter.value].map((each) => sqrt(mean(square(each)))));
}

async function read(
  model: Module,
  gradients: ReadonlyMap<Parameter, Tensor>,
  outputs: ReadonlyMap<object, Tensor>,
): Promise<Pick<LayerReport, 'gradients' | 'activations'>> {
  const report = {
    gradients: [] as LayerReport['gradients'][number][],
    activations: [] as LayerReport['activations'][number][],
  };
  for (const [name, parameter] of model.namedParameters()) {
    const sizes = gradients.get(parameter);
    if (sizes === undefined) continue;
    const [rootMeanSquare, weight] = Array.from(await sizes.data()) as [number, number];
    report.gradients.push({ name, shape: parameter.shape, rootMeanSquare, weight });
  }
  const names = new Map<object, string>([...model.namedModules()].map(([name, module]) => [module, name]));
  for (const [layer, sizes] of outputs) {
    const name = names.get(layer);
    // The model as a whole has no path: its output is the last layer's, or of no layer.
    if (name === undefined || name === '') continue;
    const [average, standardDeviation, zeros] = Array.from(await sizes.data()) as [number, number, number];
    report.activations.push({ name, mean: average, standardDeviation, zeros });
  }
  return report;
}
