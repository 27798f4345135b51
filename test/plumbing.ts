// Functions of @cambium/tensor for authors of packages, which need no example.

export const tensorPlumbing: ReadonlySet<string> = new Set([
  ...['getBackend', 'withBackend', 'setDefaultBackend', 'swapInterpreter', 'currentInterpreter'],
  ...[
    'execute',
    'executeAll',
    'decompose',
    'observe',
    'unobserved',
    'isDifferentiable',
    'opRecord',
    'isObserved',
    'trace',
    'mutatedInputs',
  ],
  ...[
    'collectTensors',
    'track',
    'openRegion',
    'keep',
    'setMemoryWatermark',
    'asTensor',
    'isTensor',
    'checkCell',
  ],
  ...['byteSize', 'isDType', 'isFloating', 'promoteTypes', 'formatShape', 'broadcastShapes', 'checkShape'],
  ...['resolveAxes', 'resolveAxis', 'sameShape', 'sizeOf', 'cells', 'loadCells', 'stateDictOf', 'Parameter'],
  ...[
    'State',
    'defaultGenerator',
    'currentSeed',
    'layerTrail',
    'pushLayer',
    'popLayer',
    'currentTrail',
    'onTrail',
  ],
]);
