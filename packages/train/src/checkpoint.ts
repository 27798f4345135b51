// The whole state of a training run in one safetensors file, so that a resumed run gives the same bits.

import type { LoaderState } from '@cambium/data';
import type { Module } from '@cambium/layers';
import {
  type Cell,
  defaultGenerator,
  type Generator,
  loadCells,
  namedCells,
  parseSafetensors,
  type StateDict,
  serializeSafetensors,
  stateDictOf,
  type Tensor,
  TensorError,
} from '@cambium/tensor';
import type { AnyOptimizer, Callback } from './callbacks/callback.ts';
import type { History } from './history.ts';
import type { Metric } from './metrics/metric.ts';

/** A loader that knows where it stands. */
export interface Positioned {
  /** The position, as plain numbers. */
  stateDict(): LoaderState;
  /** Goes to a position. */
  loadStateDict(state: LoaderState): unknown;
}

/** What a checkpoint saves and restores. */
export interface CheckpointParts {
  /** Parameters and states of the model. */
  readonly model: Module;
  /** Its slots, rates and step count. */
  readonly optimizer: AnyOptimizer;
  /** The training loader: its epoch and position. */
  readonly loader: Positioned;
  /** The validation loader, whose order may differ from epoch to epoch. */
  readonly validation?: Positioned | undefined;
  /** Source of dropout and the like; the default generator unless given. */
  readonly generator?: Generator;
  /** Sums of the present epoch. */
  readonly metrics?: readonly Metric[];
  /** Those with a state of their own keep it. */
  readonly callbacks?: readonly Callback[];
  /** Logs of the epochs that are done. */
  readonly history?: History;
}

const formatVersion = '2';

/**
 * Writes the state of a training run: weights and statistics, optimizer and schedule, random generator, position in
 * the epoch, metrics, callbacks and history.
 *
 * @returns bytes of a safetensors file; `writeFileAtomically` of `@cambium/train/node` puts them on disk
 * @example
 * ```ts
 * const bytes = await saveCheckpoint({ model, optimizer, loader });
 * await writeFileAtomically('run/last.safetensors', bytes);
 * ```
 */
export function saveCheckpoint(parts: CheckpointParts): Promise<Uint8Array> {
  const tensors: Record<string, Tensor> = stateDictOf(allCells(parts));
  const callbacks: Record<string, unknown> = {};
  for (const callback of parts.callbacks ?? []) {
    callbacks[callback.name] = callback.saveState?.() ?? null;
    for (const [name, tensor] of Object.entries(callback.saveTensors?.() ?? {})) {
      tensors[`callbacks.${callback.name}.${name}`] = tensor;
    }
  }
  for (const metric of parts.metrics ?? []) {
    for (const [name, tensor] of Object.entries(metric.saveTensors?.() ?? {})) {
      tensors[`metricTensors.${metric.name}.${name}`] = tensor;
    }
  }
  return serializeSafetensors(tensors, {
    cambiumCheckpoint: formatVersion,
    loader: JSON.stringify(parts.loader.stateDict()),
    validation: JSON.stringify(betweenEpochs(parts.validation)),
    callbacks: JSON.stringify(callbacks),
    history: JSON.stringify(parts.history ?? null),
  });
}

/**
 * Puts a saved state back. Nothing is changed unless the file is whole and everything in it fits.
 *
 * @throws TensorError `format` if the file is not a checkpoint or is damaged, `state` if it belongs to another model,
 * optimizer or loader
 * @example
 * ```ts
 * const bytes = await saveCheckpoint({ model, optimizer, loader });
 * restoreCheckpoint(bytes, { model, optimizer, loader }); // in another process: a model and an optimizer built alike
 * ```
 */
export function restoreCheckpoint(bytes: Uint8Array, parts: CheckpointParts): void {
  const { tensors, metadata } = parseSafetensors(bytes);
  try {
    if (metadata.cambiumCheckpoint !== formatVersion) {
      throw new TensorError(
        'restoreCheckpoint',
        'format',
        'the file is not a training checkpoint of this version.',
      );
    }
    const positions: [Positioned | undefined, LoaderState | null][] = [
      [parts.loader, parseJson(metadata, 'loader') as LoaderState],
      [parts.validation, parseJson(metadata, 'validation') as LoaderState | null],
    ];
    const callbacks = parseJson(metadata, 'callbacks') as Record<string, unknown>;
    const history = parseJson(metadata, 'history') as History | null;
    const saved = Object.fromEntries(tensors);
    const own = splitOff(saved, 'callbacks.');
    const measured = splitOff(saved, 'metricTensors.');

    // Loaders refuse a foreign state before the cells change; loadCells changes all cells or none.
    const before = positions.map(([loader]) => loader?.stateDict());
    try {
      for (const [loader, position] of positions) if (position !== null) loader?.loadStateDict(position);
      loadCells('this training run', allCells(parts), saved);
    } catch (error) {
      positions.forEach(([loader], i) => void loader?.loadStateDict(before[i]!));
      throw error;
    }
    for (const metric of parts.metrics ?? []) metric.loadTensors?.(splitOff(measured, `${metric.name}.`));
    for (const callback of parts.callbacks ?? []) {
      if (!Object.hasOwn(callbacks, callback.name)) continue;
      callback.loadState?.(callbacks[callback.name], splitOff(own, `${callback.name}.`));
    }
    if (history !== null && parts.history !== undefined) {
      parts.history.epochs.splice(0, parts.history.epochs.length, ...history.epochs);
    }
  } finally {
    for (const tensor of tensors.values()) tensor.dispose();
  }
}

/** Where a loader begins its next loop, given that no loop over it is under way. */
function betweenEpochs(loader: Positioned | undefined): LoaderState | null {
  const state = loader?.stateDict() ?? null;
  // a loop that an error ended is given up, not resumed
  return state === null || state.batch === 0 ? state : { ...state, epoch: state.epoch + 1, batch: 0 };
}

/** Every cell of the run by its name in the file. */
function allCells(parts: CheckpointParts): Map<string, Cell> {
  const found = new Map<string, Cell>();
  const add = (prefix: string, cells: ReadonlyMap<string, Cell>): void => {
    for (const [name, cell] of cells) found.set(`${prefix}.${name}`, cell);
  };
  add('model', namedCells(parts.model));
  add('optimizer', parts.optimizer.cells);
  add('random', new Map([['state', (parts.generator ?? defaultGenerator()).state]]));
  for (const metric of parts.metrics ?? [])
    add(`metrics.${metric.name}`, new Map(Object.entries(metric.state)));
  return found;
}

/** Takes the entries whose names begin with the prefix out of `all`, without the prefix. */
function splitOff(all: StateDict, prefix: string): StateDict {
  const taken: StateDict = {};
  for (const [name, tensor] of Object.entries(all)) {
    if (!name.startsWith(prefix)) continue;
    taken[name.slice(prefix.length)] = tensor;
    delete all[name];
  }
  return taken;
}

function parseJson(metadata: Readonly<Record<string, string>>, key: string): unknown {
  try {
    return JSON.parse(metadata[key] ?? '');
  } catch (cause) {
    throw new TensorError('restoreCheckpoint', 'format', `the entry '${key}' of the checkpoint is damaged.`, {
      cause,
    });
  }
}
