// What a training step is for every library: forward, backward, and Adam with these numbers.

/** Step size of Adam. */
export const learningRate = 1e-3;
/** Decay of the mean of the gradients. */
export const beta1 = 0.9;
/** Decay of the mean of their squares. */
export const beta2 = 0.999;
/** Added to the root. */
export const epsilon = 1e-8;

/** How many losses are compared: the second and third depend on the gradients and on the optimizer. */
export const stepsCompared = 3;
/** Largest relative difference of these losses; roundings of near-zero gradients become whole steps under Adam. */
export const lossTolerance = 2e-3;
