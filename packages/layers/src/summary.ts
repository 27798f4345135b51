// What a model is made of: layers, output shapes, parameter counts.

import { type DType, formatShape, isTensor, scope, type Tensor, zeros } from '@cambium/tensor';
import { Module } from './module.ts';
import { labelOf } from './tree.ts';
import { observeLayers } from './walk.ts';

/** One layer of a {@link ModelSummary}. */
export interface SummaryRow {
  /** Path in the model; empty for the model itself. */
  readonly path: string;
  /** What the layer is, for example `Linear 400→120`. */
  readonly layer: string;
  /** Shape that the layer returned, or `null` if it returned no single tensor. */
  readonly outputShape: readonly number[] | null;
  /** Parameters of the layer, those of inner layers included. */
  readonly parameters: number;
}

/** Result of {@link summary}; prints as a table. */
export interface ModelSummary {
  /** A row for each layer. */
  readonly rows: readonly SummaryRow[];
  /** Numbers in all parameters. */
  readonly parameters: number;
  /** Numbers in the parameters that are not frozen. */
  readonly trainableParameters: number;
  /** The rows as a table. */
  toString(): string;
}

/**
 * Runs a model on zeros, in evaluation mode, and lists its layers in the order in which they ran.
 *
 * @param inputShape shape of one input, batch included
 * @example
 * ```ts
 * console.log(String(summary(new Sequential(new Linear(4, 16), relu, new Linear(16, 3)), [1, 4])));
 * ```
 */
export function summary(
  model: Module & { forward(x: Tensor): unknown },
  inputShape: readonly number[],
  options: { dtype?: DType } = {},
): ModelSummary {
  const paths = new Map([...model.namedModules()].map(([path, module]) => [module as object, path]));
  const modes = [...paths.keys()].map((module) => [module as Module, (module as Module).isTraining] as const);
  const rows: SummaryRow[] = [];
  const note = (layer: object, _depth: number, output: unknown): void => {
    if (!(layer instanceof Module)) return;
    rows.push({
      path: paths.get(layer) ?? '',
      layer: labelOf(layer),
      outputShape: isTensor(output) ? output.shape : null,
      parameters: count(layer),
    });
  };
  model.eval();
  try {
    scope(
      () =>
        void observeLayers(note, () =>
          model.forward(zeros(inputShape, { dtype: options.dtype ?? 'float32' })),
        ),
    );
  } finally {
    for (const [module, wasTraining] of modes) module.isTraining = wasTraining;
  }
  const trainable = model.parameters().filter((parameter) => parameter.isTrainable);
  const result = {
    rows,
    parameters: count(model),
    trainableParameters: trainable.reduce((sum, parameter) => sum + parameter.size, 0),
  };
  return { ...result, toString: () => table(result) };
}

function count(module: Module): number {
  return module.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
}

function table({ rows, parameters, trainableParameters }: Omit<ModelSummary, 'toString'>): string {
  const number = new Intl.NumberFormat('en-US');
  const lines = [
    ['layer', '', 'output', 'parameters'],
    ...rows.map((row) => [
      row.path === '' ? '(model)' : row.path,
      row.layer,
      row.outputShape === null ? '' : formatShape(row.outputShape),
      number.format(row.parameters),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]!.length)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 3 ? cell.padStart(widths[3]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const frozen = parameters - trainableParameters;
  const total = `${number.format(parameters)} parameters${frozen > 0 ? `, ${number.format(frozen)} of them frozen` : ''}`;
  return [
    text[0],
    '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)),
    ...text.slice(1),
    total,
  ].join('\n');
}
