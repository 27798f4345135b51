// Where a computation stands: the labels of the layers (or backward rules) that it is inside of. For messages only.

/** What stands on the trail: a name, or a function that makes it when a message needs it. */
export type TrailLabel = string | (() => string);

/** A place on the trail; it can be kept and gone back to. */
export interface Trail {
  /** The layer at this place. */
  readonly label: TrailLabel;
  /** The place around it; `null` outermost. */
  readonly outer: Trail | null;
}

let trail: Trail | null = null;

/**
 * Enters a layer. Each call is paired with {@link popLayer}, in a `finally`.
 *
 * @example
 * ```ts
 * pushLayer('head');
 * try {
 *   layerTrail();   // ['head']
 * } finally {
 *   popLayer();
 * }
 * ```
 */
export function pushLayer(label: TrailLabel): void {
  trail = { label, outer: trail };
}

/**
 * Leaves the innermost layer.
 *
 * @example
 * ```ts
 * pushLayer('head');
 * try {
 *   layerTrail();   // ['head']
 * } finally {
 *   popLayer();
 * }
 * ```
 */
export function popLayer(): void {
  trail = trail?.outer ?? null;
}

/**
 * The present place; `null` outside all layers.
 *
 * @example
 * ```ts
 * pushLayer('head');
 * const place = currentTrail();
 * popLayer();
 * place.label;   // 'head'
 * ```
 */
export function currentTrail(): Trail | null {
  return trail;
}

/**
 * Runs `run` one label further in than a place that was kept: so the backward pass names the layers of the forward
 * pass.
 *
 * @example
 * ```ts
 * pushLayer('head');
 * const place = currentTrail();
 * popLayer();
 * onTrail(place, 'gradient of relu', () => layerTrail());   // ['head', 'gradient of relu']
 * ```
 */
export function onTrail<T>(place: Trail | null, label: TrailLabel, run: () => T): T {
  const before = trail;
  trail = { label, outer: place };
  try {
    return run();
  } finally {
    trail = before;
  }
}

/**
 * The labels from the outermost to the innermost.
 *
 * @example
 * ```ts
 * layerTrail();   // []
 * ```
 */
export function layerTrail(): string[] {
  const labels: string[] = [];
  for (let place = trail; place !== null; place = place.outer) {
    labels.unshift(typeof place.label === 'function' ? place.label() : place.label);
  }
  return labels;
}
