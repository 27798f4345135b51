// Points of two classes in the plane.

import type { ClassPoint } from '@cambium/plot';
import { ArrayDataset, HostRandom } from 'cambium';

/** Points as rows, and their classes 0 and 1. */
export interface Points {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Draws a point of a class. */
export type Draw = (label: number, random: HostRandom) => readonly [x: number, y: number];

const polar = (radius: number, angle: number): readonly [number, number] => [
  radius * Math.cos(angle),
  radius * Math.sin(angle),
];

/** How a point of a class is drawn, by the name of the figure. All lie between −5 and 5. */
export const figures = {
  flower: (label, random) => {
    const angle = random.uniform(label * 3.12, (label + 1) * 3.12) + random.normal(0, 0.2);
    return polar(4 * Math.sin(4 * angle) + random.normal(0, 0.2), angle);
  },
  circles: (label, random) => polar(1.5 + 2 * label + random.normal(0, 0.35), random.uniform(0, 2 * Math.PI)),
  spirals: (label, random) => {
    const share = Math.sqrt(random.uniform());
    const [x, y] = polar(4.5 * share, 3 * Math.PI * share + Math.PI * label);
    return [x + random.normal(0, 0.12), y + random.normal(0, 0.12)];
  },
  checks: (label, random) => {
    const [x, y] = [random.uniform(0.3, 4.5), random.uniform(0.3, 4.5)];
    const [right, up] = [random.uniform() < 0.5, random.uniform() < 0.5];
    return [right ? x : -x, (label === 1) === (right === up) ? y : -y];
  },
} as const satisfies Readonly<Record<string, Draw>>;

/** Points of a figure; half of them belong to each class. */
export function drawPoints(draw: Draw, count: number, seed: number): Points {
  const random = new HostRandom(seed);
  const x = new Float32Array(2 * count);
  const y = Float32Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) x.set(draw(i % 2, random), 2 * i);
  return { count, x, y };
}

/** Points as a dataset of rows `x [n, 2]` and answers `y [n, 1]`. */
export function asDataset({ count, x, y }: Points): ArrayDataset<'x' | 'y'> {
  return new ArrayDataset({ x: { data: x, shape: [count, 2] }, y: { data: y, shape: [count, 1] } });
}

/** Points as a chart takes them. */
export function asSamples({ x, y }: Points): ClassPoint[] {
  return Array.from(y, (label, i) => ({ x: x[2 * i]!, y: x[2 * i + 1]!, label }));
}
