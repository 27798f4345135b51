// All optimizers walk down the same surface, a few steps at a time.

import { families } from '@cambium/examples/optimizer-paths/contenders';
import { type Surface, saddle, valley } from '@cambium/examples/optimizer-paths/surfaces';
import { surfacePicture, Walker } from '@cambium/examples/optimizer-paths/walker';
import { add, cos, mul, sin, square } from 'cambium';
import type { catalog } from '../catalog.ts';
import type { Demo } from '../demo.ts';

/** Waves on a bowl. */
const hills: Surface = {
  height: (x, y) =>
    add(add(mul(square(x), 0.1), mul(square(y), 0.1)), add(mul(sin(mul(x, 3)), cos(mul(y, 3))), 1)),
  start: [-3.2, 2.6],
  grid: { x: [-4, 4], y: [-4, 4] },
  goal: 0.3,
};

const surfaces = { valley, saddle, hills };
const stepsBetweenFrames = 10;

export const demo: Demo<(typeof catalog)['gradient-descent']> = async ({ settings, show }) => {
  const surface = surfaces[settings.surface];
  const groups = Object.entries(families).map(([family, contenders]) => ({
    family,
    walkers: Object.entries(contenders).map(
      ([name, contender]) => [name, new Walker(surface, contender, settings.rate)] as const,
    ),
  }));
  const all = groups.flatMap(({ walkers }) => walkers);
  for (let step = 1; step <= settings.steps; step++) {
    for (const [, walker] of all) walker.step();
    if (step % stepsBetweenFrames !== 0 && step !== settings.steps) continue;
    const [best, walker] = all.reduce((a, b) => (b[1].height < a[1].height ? b : a));
    const goesOn = await show({
      progress: step / settings.steps,
      values: { step, 'lowest height': walker.height },
      text: best,
      pictures: Object.fromEntries(
        groups.map(({ family, walkers }) => [
          family,
          surfacePicture(
            surface,
            Object.fromEntries(walkers.map(([name, { path }]) => [name, path])),
            family,
          ),
        ]),
      ),
    });
    if (!goesOn) return;
  }
};
