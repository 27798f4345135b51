// One saved model for both libraries: its files, as our loader reads them and as TensorFlow.js takes them.

import { loadTfjsModel, type TfjsLoadOptions, type TfjsModel } from '@cambium/layers/tfjs';
import * as tf from '@tensorflow/tfjs';

/** Gives the bytes of `model.json` and of the files that it names. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/** Our side. */
export function loadOurs(read: ReadFile, options: Omit<TfjsLoadOptions, 'read'> = {}): Promise<TfjsModel> {
  return loadTfjsModel('model.json', { ...options, read });
}

/** Their side. */
export function loadTheirs(read: ReadFile): Promise<tf.LayersModel> {
  return tf.loadLayersModel({ load: () => artifactsOf(read) });
}

async function artifactsOf(read: ReadFile): Promise<tf.io.ModelArtifacts> {
  const model = JSON.parse(new TextDecoder().decode(await read('model.json'))) as tf.io.ModelJSON;
  const groups = model.weightsManifest;
  const parts = await Promise.all(groups.flatMap(({ paths }) => paths).map(read));
  return {
    modelTopology: model.modelTopology,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: joined(parts).buffer as ArrayBuffer,
  };
}

/** The files that TensorFlow.js saves a model in. */
export async function filesOf(model: tf.LayersModel): Promise<ReadFile> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  const { modelTopology, weightSpecs, weightData } = saved!;
  const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const json = JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest: manifest });
  const buffers = Array.isArray(weightData) ? weightData : [weightData!];
  const files = new Map([
    ['model.json', new TextEncoder().encode(json)],
    ['weights.bin', joined(buffers.map((buffer) => new Uint8Array(buffer)))],
  ]);
  return async (name) => files.get(name)!;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
