// A model of the playground as a file: safetensors with the set-up in its metadata.

import { type Module, parseSafetensors, type StateDict, serializeSafetensors } from 'cambium';
import { fromHash, type Setup, toHash } from './setup.ts';

const key = 'cambium-playground';

/** The weights of a model, with what is needed to build it again. */
export function writeModelFile(model: Module, setup: Setup): Promise<Uint8Array> {
  return serializeSafetensors(model.stateDict(), { [key]: toHash(setup) });
}

/** @throws Error if the file is not a model of the playground */
export function readModelFile(file: Uint8Array): { setup: Setup; state: StateDict } {
  const { tensors, metadata } = parseSafetensors(file);
  const hash = metadata[key];
  if (hash === undefined)
    throw new Error('This file of tensors was not saved by the playground: it has no set-up.');
  return { setup: fromHash(hash), state: Object.fromEntries(tensors) };
}
