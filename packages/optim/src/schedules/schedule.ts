// What a learning-rate schedule is.

import type { Tensor } from '@cambium/tensor';

/**
 * The learning rate as a function of the number of steps done (a floating scalar, 0 at the first step), written in
 * ops: so a recorded training step contains the schedule.
 */
export type Schedule = (steps: Tensor) => Tensor;
