// An optimizer on a surface, step by step, and the picture of where it went.

import { type Chart, contourPaths, gridPoints } from '@cambium/plot';
import { Parameter, scope, slice, type Tensor, tensor, valueAndGrad } from 'cambium';
import type { Contender, Look, Stepper } from './contenders.ts';
import type { Surface } from './surfaces.ts';

/** Places that were visited one after the other. */
export type Path = readonly (readonly [x: number, y: number])[];

/** Walks down a surface from its start. */
export class Walker {
  readonly #surface: Surface;
  readonly #point: Parameter;
  readonly #look: Look;
  readonly #takeStep: Stepper;
  readonly #path: [number, number][];
  #height = Number.NaN;
  #stepsToGoal = Number.POSITIVE_INFINITY;

  constructor(surface: Surface, contender: Contender, rate = 1) {
    this.#surface = surface;
    // A matrix of one row, because Muon takes matrices alone.
    this.#point = new Parameter(tensor([[...surface.start]]));
    this.#look = valueAndGrad(this.#point, () => heightAt(surface.height, this.#point.value));
    this.#takeStep = contender(this.#point, rate);
    this.#path = [[...surface.start]];
  }

  get path(): Path {
    return this.#path;
  }

  /** Height after the last step. */
  get height(): number {
    return this.#height;
  }

  /** Steps until the height was below the goal; Infinity if it never was. */
  get stepsToGoal(): number {
    return this.#stepsToGoal;
  }

  step(): void {
    scope(() => this.#takeStep(this.#look));
    const [x, y] = this.#point.value.dataSync() as Float32Array;
    this.#path.push([x!, y!]);
    this.#height = scope(() => heightAt(this.#surface.height, this.#point.value).dataSync()[0]!);
    if (this.#height < this.#surface.goal) {
      this.#stepsToGoal = Math.min(this.#stepsToGoal, this.#path.length - 1);
    }
  }
}

/** Lines of equal height with paths over them. */
export function surfacePicture(
  { height, grid }: Surface,
  paths: Readonly<Record<string, Path>>,
  title: string,
): Chart {
  const fine = { ...grid, resolution: 40 };
  const points = tensor(gridPoints(fine), { shape: [fine.resolution ** 2, 2] });
  const heights = scope(() => height(slice(points, null, [0, 1]), slice(points, null, [1, 2])).dataSync());
  return contourPaths(heights, fine, { paths, title });
}

function heightAt(height: Surface['height'], point: Tensor): Tensor {
  return height(slice(point, null, [0, 1]), slice(point, null, [1, 2])).reshape([]);
}
