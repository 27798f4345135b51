// How optimizers walk down a narrow valley, and off a saddle.

import { contourPaths } from '@cambium/plot';
import { Parameter, scope, slice, type Tensor, tensor, valueAndGrad } from 'cambium';
import type { Example } from '../example.ts';
import { families, type Stepper } from './contenders.ts';
import { type Surface, saddle, valley } from './surfaces.ts';

interface Walk {
  readonly path: readonly (readonly [x: number, y: number])[];
  /** Height after the last step. */
  readonly end: number;
  /** Steps until the height was below the goal; Infinity if it never was. */
  readonly steps: number;
}

/** Whose heights are among the results; the others are in the table. */
const told = ['SGD', 'momentum', 'Adam', 'LBFGS'];
const reaching = {
  valley: 'reach the floor of the valley',
  saddle: 'leave the saddle for the floor',
};

/** The walks of all optimizers. */
export const optimizerPaths: Example = {
  title: 'Paths of optimizers',
  description: 'Eighteen optimizers walk down a narrow valley and off a saddle.',
  course: '4.1–4.5',
  async run({ isQuick }) {
    const steps = isQuick ? 40 : 120;
    const table: (string | number)[][] = [
      ['optimizer', 'valley: height', 'steps', 'saddle: height', 'steps'],
    ];
    const numbers: Record<string, number> = {
      [reaching.valley]: 0,
      [reaching.saddle]: 0,
    };
    const sections = [];
    for (const [family, contenders] of Object.entries(families)) {
      const paths: Record<'valley' | 'saddle', Record<string, Walk['path']>> = { valley: {}, saddle: {} };
      for (const [name, make] of Object.entries(contenders)) {
        const row: (string | number)[] = [name];
        for (const [place, surface] of Object.entries({ valley, saddle }) as [
          'valley' | 'saddle',
          Surface,
        ][]) {
          const result = walk(surface, make, steps);
          paths[place][name] = result.path;
          if (told.includes(name)) numbers[`height at the end, ${place}, ${name}`] = result.end;
          if (result.end < surface.goal) numbers[reaching[place]]!++;
          row.push(result.end.toExponential(1), Number.isFinite(result.steps) ? result.steps : '–');
        }
        table.push(row);
      }
      sections.push({
        heading: family,
        figures: [
          { picture: picture(valley, paths.valley, 'a valley') },
          { picture: picture(saddle, paths.saddle, 'a saddle') },
        ],
      });
    }
    return {
      numbers,
      sections: [
        {
          text: [
            'The valley is forty times steeper across than along. A rate that is safe across is slow along: gradient descent zigzags or creeps, momentum averages the zigzag away, and the adaptive ones take a step size of its own for each direction.',
            'On the ridge above the saddle the slope to the side is a millionth of the slope ahead. Who measures steps by the size of the gradient stays there long. LBFGS goes where the gradient is zero, and takes the saddle for the end.',
            `Heights are those after ${steps} steps; the other columns count steps until the height is nearly the lowest. Learning rates are chosen by hand, one for both surfaces, and not tuned: this is no race.`,
          ],
          table,
        },
        ...sections,
      ],
    };
  },
};

function walk({ height, start, goal }: Surface, make: (point: Parameter) => Stepper, steps: number): Walk {
  // A matrix of one row, because Muon takes matrices alone.
  const point = new Parameter(tensor([[...start]]));
  const look = valueAndGrad(point, () => heightAt(height, point.value));
  const step = make(point);
  const path: [number, number][] = [[...start]];
  let [end, reached] = [Number.NaN, Number.POSITIVE_INFINITY];
  for (let i = 1; i <= steps; i++) {
    scope(() => step(look));
    const [x, y] = point.value.dataSync() as Float32Array;
    path.push([x!, y!]);
    end = scope(() => heightAt(height, point.value).dataSync()[0]!);
    if (end < goal) reached = Math.min(reached, i);
  }
  return { path, end, steps: reached };
}

function heightAt(height: Surface['height'], point: Tensor): Tensor {
  return height(slice(point, null, [0, 1]), slice(point, null, [1, 2])).reshape([]);
}

function picture({ height, grid }: Surface, paths: Record<string, Walk['path']>, title: string) {
  const value = (x: number, y: number) => scope(() => height(tensor([x]), tensor([y])).dataSync()[0]!);
  return contourPaths(value, { ...grid, resolution: 40 }, { paths, title });
}
