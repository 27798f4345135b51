// What is measured: a workload is one job, a work is how one library does it.

/** Libraries that share their code: both backends of TensorFlow.js run the same functions. */
export type Family = 'cambium' | 'tfjs' | 'jax' | 'onnx';

/** The contestants, by the names in the table. */
export type LibraryName =
  | 'cambium-wasm'
  | 'cambium-wasm-1'
  | 'cambium-cpu'
  | 'tfjs-wasm'
  | 'tfjs-cpu'
  | 'jax-js'
  | 'ort-web';

/** One library's way of doing a job. What it needs is on the device already, as far as the library allows. */
export interface Work {
  /** Does the job once and leaves nothing behind; the job is done when this returns, or when its promise resolves. */
  readonly run: () => unknown;
  /** Numbers that the job gives, the same for every library: for training, the losses of the first steps. */
  readonly result: () => Promise<Float32Array>;
}

/** Makes the work of a library. */
export type MakeWork = () => Work | Promise<Work>;

/** One job, and who can do it how. */
export interface Workload {
  readonly name: string;
  /** Floating-point operations that the job needs, where arithmetic and not memory is what it is about. */
  readonly flops?: number;
  /** Largest difference of results, as a share of the largest number in them; 1e-4 unless given. */
  readonly tolerance?: number;
  /** Whether backends in plain JavaScript do it in less than about 50 ms; only `--cpu` runs them on the others. */
  readonly isCheapOnCpu?: boolean;
  /** Why a library is absent. */
  readonly cannot?: Partial<Record<LibraryName, string>>;
  /** Draws the inputs, and says how each family works on them. */
  readonly prepare: () => Partial<Record<Family, MakeWork>>;
}
