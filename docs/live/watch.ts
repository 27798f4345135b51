// Shows a training in a page: a callback for `fit` that draws now and then, and ends the training when the reader does.

import type { Callback, TrainingContext } from 'cambium';
import type { DemoRun, Frame } from './demo.ts';

/** What a frame is made from. */
export interface Moment {
  /** Loss of the last batch. */
  readonly loss: number;
  readonly context: TrainingContext;
}

/** Milliseconds between two frames, unless said otherwise. */
const usualPause = 400;

/** A callback that shows `draw` when `pause` ms have passed since the last time, and after the last batch. */
export function watch(
  show: DemoRun<unknown>['show'],
  draw: (moment: Moment) => Frame | Promise<Frame>,
  pause = usualPause,
): Callback {
  let next = 0;
  return {
    name: 'watch',
    async onBatchEnd(loss, context) {
      const { epoch, epochs, batch, batches } = context;
      const done = epoch * batches + batch;
      if (performance.now() < next && done < epochs * batches) return;
      const frame = await draw({ loss: await loss(), context });
      const goesOn = await show({ progress: done / (epochs * batches), ...frame });
      if (!goesOn) context.stop('stopped by the reader');
      next = performance.now() + pause;
    },
  };
}
