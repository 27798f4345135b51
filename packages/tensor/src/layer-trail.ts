// Where a computation stands: the labels of the layers (or backward rules) that it is inside of. For messages only.

/** What stands on the trail: a name, or a function that makes it when a message needs it. */
export type TrailLabel = string | (() => string);

const trail: TrailLabel[] = [];

/** Enters a layer. Each call is paired with {@link popLayer}, in a `finally`. */
export function pushLayer(label: TrailLabel): void {
  trail.push(label);
}

/** Leaves the innermost layer. */
export function popLayer(): void {
  trail.pop();
}

/** The labels from the outermost to the innermost. */
export function layerTrail(): string[] {
  return trail.map((label) => (typeof label === 'function' ? label() : label));
}
