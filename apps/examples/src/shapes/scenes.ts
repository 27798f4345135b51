// Generated pictures: circles, squares and triangles of any colour on a noisy ground, with their boxes.

import { type HostArray, HostRandom, type LabelledBox } from 'cambium';

/** What there is to find. */
export const kinds = ['circle', 'square', 'triangle'] as const;

/** A picture `[side, side, 3]` with colours from 0 to 1, and what is in it. */
export interface Scene {
  readonly image: HostArray;
  readonly things: readonly LabelledBox[];
}

/** How the pictures are made. */
export interface SceneOptions {
  /** Width and height. */
  readonly side: number;
  /** Most things in a picture; there is at least one. */
  readonly most: number;
}

/** Picture number `index` of a seed: always the same. */
export function scene(seed: number, index: number, { side, most }: SceneOptions): Scene {
  const random = new HostRandom(seed).fork(index);
  const ground = [random.uniform(), random.uniform(), random.uniform()] as const;
  const data = new Float32Array(side * side * 3);
  for (let i = 0; i < data.length; i++) data[i] = clip(ground[i % 3]! + random.normal(0, 0.06));
  const things: LabelledBox[] = [];
  const count = 1 + random.integer(most);
  for (let attempt = 0; things.length < count && attempt < 20; attempt++) {
    const size = Math.round(random.uniform(0.16, 0.42) * side);
    const left = random.integer(side - size + 1);
    const top = random.integer(side - size + 1);
    const box = [left, top, left + size, top + size] as const;
    if (things.some((other) => isClose(other.box, box))) continue;
    const label = random.integer(kinds.length);
    paint(data, side, box, label, contrasting(ground, random), random);
    things.push({ box, label });
  }
  return { image: { data, shape: [side, side, 3], dtype: 'float32' }, things };
}

type Box = LabelledBox['box'];
type Colour = readonly [number, number, number];

/** Things may touch, but not hide each other. */
function isClose(a: Box, b: Box): boolean {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 && width * height > 0.1 * Math.min(areaOf(a), areaOf(b));
}

function areaOf([x1, y1, x2, y2]: Box): number {
  return (x2 - x1) * (y2 - y1);
}

/** A colour that can be told from the ground. */
function contrasting(ground: Colour, random: HostRandom): Colour {
  for (;;) {
    const colour = [random.uniform(), random.uniform(), random.uniform()] as const;
    const distance = Math.hypot(...colour.map((value, i) => value - ground[i]!));
    if (distance > 0.45) return colour;
  }
}

function paint(
  data: Float32Array,
  side: number,
  box: Box,
  label: number,
  colour: Colour,
  random: HostRandom,
): void {
  const [x1, y1, x2, y2] = box;
  for (let y = y1; y < y2; y++) {
    for (let x = x1; x < x2; x++) {
      // Places in the box, from −1 to 1.
      const [across, down] = [(2 * (x + 0.5 - x1)) / (x2 - x1) - 1, (2 * (y + 0.5 - y1)) / (y2 - y1) - 1];
      if (!isInside(label, across, down)) continue;
      for (let channel = 0; channel < 3; channel++) {
        data[(y * side + x) * 3 + channel] = clip(colour[channel]! + random.normal(0, 0.04));
      }
    }
  }
}

function isInside(label: number, across: number, down: number): boolean {
  if (label === 0) return across * across + down * down <= 1;
  if (label === 1) return true;
  return Math.abs(across) <= (down + 1) / 2;
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}
