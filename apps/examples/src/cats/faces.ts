// Generated faces of cats and dogs. Only the ears tell them apart: a cat's stand up, a dog's hang down.

import { ArrayDataset, HostRandom } from 'cambium';

/** Width and height of the pictures. */
export const side = 32;

/** Bytes `x [count, 32, 32, 3]` in which every second face is a cat, `y [count, 1]`. */
export function faces(count: number, seed: number): ArrayDataset<'x' | 'y'> {
  const random = new HostRandom(seed);
  const size = side * side * 3;
  const pixels = new Uint8Array(count * size);
  const isCat = Float32Array.from({ length: count }, (_, i) => (i + 1) % 2);
  for (let i = 0; i < count; i++)
    draw(pixels.subarray(i * size, (i + 1) * size), isCat[i] === 1, random.fork(i));
  return new ArrayDataset({
    x: { data: pixels, shape: [count, side, side, 3] },
    y: { data: isCat, shape: [count, 1] },
  });
}

type Colour = readonly [red: number, green: number, blue: number];

/** A face of any size, place and colour on a ground of any colour, with noise. */
function draw(pixels: Uint8Array, isCat: boolean, random: HostRandom): void {
  const colour = (): Colour => [random.uniform(0, 255), random.uniform(0, 255), random.uniform(0, 255)];
  const [ground, fur] = [colour(), colour()];
  const radius = random.uniform(5, 8);
  const [centreX, centreY] = [random.uniform(10, 22), random.uniform(11, 21)];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      // Places in units of the radius, so that a face is always the same.
      const [across, down] = [Math.abs(x - centreX) / radius, (y - centreY) / radius];
      const isFace =
        Math.hypot(across, down) < 1 || (isCat ? pointedEar(across, down) : hangingEar(across, down));
      const hue = isFace && !isEye(across, down) ? fur : ground;
      for (let channel = 0; channel < 3; channel++) {
        const value = hue[channel]! + random.normal(0, 12);
        pixels[(y * side + x) * 3 + channel] = Math.min(255, Math.max(0, value));
      }
    }
  }
}

function isEye(across: number, down: number): boolean {
  return Math.hypot(across - 0.4, down + 0.1) < 0.2;
}

/** A triangle above the head. */
function pointedEar(across: number, down: number): boolean {
  const share = (down + 1.5) / 1; // 0 at the tip, 1 at its foot
  return share > 0 && share < 1 && Math.abs(across - 0.7) < 0.4 * share;
}

/** The same beside the head, upside down. */
function hangingEar(across: number, down: number): boolean {
  const share = (0.9 - down) / 1.3;
  return share > 0 && share < 1 && Math.abs(across - 1) < 0.4 * Math.min(1, 2 * share);
}
