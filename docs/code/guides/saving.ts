import {
  Adam,
  ArrayDataset,
  checkpointing,
  crossEntropy,
  DataLoader,
  fit,
  Linear,
  parseSafetensors,
  seed,
  serializeSafetensors,
} from 'cambium';

seed(3);
const points = Float32Array.from({ length: 80 }, (_, i) => Math.sin(7 * i));
const data = new ArrayDataset({
  x: { data: points, shape: [40, 2] },
  y: Int32Array.from({ length: 40 }, (_, i) => (points[2 * i]! > points[2 * i + 1]! ? 1 : 0)),
});

/** A run of three epochs, from the beginning or from a checkpoint. */
async function run(resumeFrom?: Uint8Array): Promise<{ weights: string; checkpoints: Uint8Array[] }> {
  seed(3);
  const model = new Linear(2, 2);
  const checkpoints: Uint8Array[] = [];
  await fit(model, {
    train: new DataLoader(data, { batchSize: 8, shuffle: true, seed: 3 }),
    loss: crossEntropy,
    optimizer: new Adam(model, { learningRate: 0.05 }),
    epochs: 3,
    callbacks: [checkpointing({ save: (bytes) => void checkpoints.push(bytes) })],
    ...(resumeFrom === undefined ? {} : { resumeFrom }),
  });
  return { weights: JSON.stringify(model.weight.value.toArray()), checkpoints };
}

// a run that is resumed after its first epoch ends with the same bits
const whole = await run();
const resumed = await run(whole.checkpoints[0]);
console.log(whole.weights === resumed.weights); // true

// weights alone: a safetensors file, which PyTorch and MLX read
const trained = new Linear(2, 2);
const file = await serializeSafetensors(trained.stateDict());
const copy = new Linear(2, 2);
copy.loadStateDict(Object.fromEntries(parseSafetensors(file).tensors));
console.log(String(copy.weight.value) === String(trained.weight.value)); // true
