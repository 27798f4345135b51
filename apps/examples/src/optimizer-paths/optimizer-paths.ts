// How optimizers walk down a narrow valley, and off a saddle.

import type { Example } from '../example.ts';
import { families } from './contenders.ts';
import { type Surface, saddle, valley } from './surfaces.ts';
import { type Path, surfacePicture, Walker } from './walker.ts';

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
      const paths: Record<'valley' | 'saddle', Record<string, Path>> = { valley: {}, saddle: {} };
      for (const [name, make] of Object.entries(contenders)) {
        const row: (string | number)[] = [name];
        for (const [place, surface] of Object.entries({ valley, saddle }) as [
          'valley' | 'saddle',
          Surface,
        ][]) {
          const walker = new Walker(surface, make);
          for (let step = 0; step < steps; step++) walker.step();
          const { path, height, stepsToGoal } = walker;
          paths[place][name] = path;
          if (told.includes(name)) numbers[`height at the end, ${place}, ${name}`] = height;
          if (height < surface.goal) numbers[reaching[place]]!++;
          row.push(height.toExponential(1), Number.isFinite(stepsToGoal) ? stepsToGoal : '–');
        }
        table.push(row);
      }
      sections.push({
        heading: family,
        figures: [
          { picture: surfacePicture(valley, paths.valley, 'a valley') },
          { picture: surfacePicture(saddle, paths.saddle, 'a saddle') },
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
