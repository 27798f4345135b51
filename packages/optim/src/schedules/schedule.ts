// What a learning-rate schedule is.

import type { Tensor } from '@cambium/tensor';

/**
 * The learning rate as a function of the number of steps done (a floating scalar, 0 at the first step), written in
 * ops: so a recorded training step contains the schedule. An optimizer traces it at its first step, so that numbers in it
 * are constants; what changes by hand is a matter of `optimizer.learningRate.assign`.
 */
export type Schedule = (steps: Tensor) => Tensor;
