// What a reader has set up in the playground: data, layers, optimizer. It fits into a link, and into a model file.

/** Where the samples come from. */
export const dataNames = ['flower', 'circles', 'spirals', 'checks', 'digits', 'csv'] as const;
/** Optimizers to choose from. */
export const optimizerNames = ['sgd', 'momentum', 'rmsprop', 'adam', 'adamw', 'lion'] as const;
/** How the learning rate changes. */
export const scheduleNames = ['constant', 'cosine', 'step', 'inverse'] as const;
/** Kinds of layers, and what their number means; `null` for those without. */
export const layerKinds = {
  dense: { least: 1, most: 512, isWhole: true, usual: 16 },
  conv: { least: 1, most: 64, isWhole: true, usual: 8 },
  pool: null,
  batchNorm: null,
  dropout: { least: 0, most: 0.9, isWhole: false, usual: 0.3 },
  tanh: null,
  relu: null,
  sigmoid: null,
} as const;

/** Kind of a layer. */
export type LayerKind = keyof typeof layerKinds;

/** A layer: of how many units or channels, or how much it drops. */
export interface LayerSetup {
  readonly kind: LayerKind;
  readonly size?: number;
}

/** Everything that is set. */
export interface Setup {
  readonly data: (typeof dataNames)[number];
  readonly layers: readonly LayerSetup[];
  readonly optimizer: (typeof optimizerNames)[number];
  readonly schedule: (typeof scheduleNames)[number];
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
}

/** What the playground begins with. */
export const usualSetup: Setup = {
  data: 'spirals',
  layers: [{ kind: 'dense', size: 16 }, { kind: 'tanh' }, { kind: 'dense', size: 16 }, { kind: 'tanh' }],
  optimizer: 'adam',
  schedule: 'constant',
  learningRate: 0.02,
  batchSize: 50,
  epochs: 60,
  seed: 1,
};

const mostLayers = 20;
const ranges = {
  learningRate: [1e-6, 10],
  batchSize: [1, 1000],
  epochs: [1, 1000],
  seed: [0, 2 ** 31],
} as const;

/** A set-up as the part of an address behind `#`, for instance `data=spirals&layers=dense:16,tanh&…`. */
export function toHash(setup: Setup): string {
  const layers = setup.layers
    .map(({ kind, size }) => (size === undefined ? kind : `${kind}:${size}`))
    .join(',');
  const entries = Object.entries({ ...setup, layers }).map(([key, value]) => `${key}=${value}`);
  return entries.join('&');
}

/**
 * The set-up of an address; what is missing is as usual.
 *
 * @throws Error that names the part that cannot be understood
 */
export function fromHash(hash: string): Setup {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  for (const key of given.keys()) {
    if (!Object.hasOwn(usualSetup, key)) throw new Error(`A set-up has no '${key}'.`);
  }
  const word = <W extends string>(
    key: 'data' | 'optimizer' | 'schedule',
    words: readonly W[],
    usual: W,
  ): W => {
    const value = given.get(key) ?? usual;
    const found = words.find((each) => each === value);
    if (found === undefined) throw new Error(`${key} is one of ${words.join(', ')}, not '${value}'.`);
    return found;
  };
  const number = (key: keyof typeof ranges): number => {
    const value = Number(given.get(key) ?? usualSetup[key]);
    const [least, most] = ranges[key];
    const isGood = value >= least && value <= most && (key === 'learningRate' || Number.isInteger(value));
    if (!isGood) throw new Error(`${key} is a number from ${least} to ${most}, not '${given.get(key)}'.`);
    return value;
  };
  return {
    data: word('data', dataNames, usualSetup.data),
    layers: given.has('layers') ? layersOf(given.get('layers')!) : usualSetup.layers,
    optimizer: word('optimizer', optimizerNames, usualSetup.optimizer),
    schedule: word('schedule', scheduleNames, usualSetup.schedule),
    learningRate: number('learningRate'),
    batchSize: number('batchSize'),
    epochs: number('epochs'),
    seed: number('seed'),
  };
}

function layersOf(text: string): LayerSetup[] {
  const layers = text === '' ? [] : text.split(',').map(layerOf);
  if (layers.length > mostLayers)
    throw new Error(`A network here has at most ${mostLayers} layers, not ${layers.length}.`);
  return layers;
}

function layerOf(text: string): LayerSetup {
  const [name, number] = text.split(':') as [string, string | undefined];
  if (!Object.hasOwn(layerKinds, name)) {
    throw new Error(`A layer is one of ${Object.keys(layerKinds).join(', ')}, not '${name}'.`);
  }
  const kind = name as LayerKind;
  const limits = layerKinds[kind];
  if (limits === null) {
    if (number !== undefined) throw new Error(`${kind} takes no number, not '${number}'.`);
    return { kind };
  }
  const size = Number(number ?? limits.usual);
  if (!(size >= limits.least && size <= limits.most && (!limits.isWhole || Number.isInteger(size)))) {
    throw new Error(`${kind} takes a number from ${limits.least} to ${limits.most}, not '${number}'.`);
  }
  return { kind, size };
}
