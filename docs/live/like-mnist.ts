// Brings a drawn digit to the form of MNIST: 20 pixels high or wide, its centre of mass in the middle of 28 × 28.

const side = 28;
const digitSide = 20;

/** @returns 784 grey values from 0 to 1, or `null` if nothing is drawn */
export function likeMnist(drawn: Float32Array, drawnSide: number): Float32Array | null {
  let [left, top, right, bottom] = [drawnSide, drawnSide, -1, -1];
  let [mass, massX, massY] = [0, 0, 0];
  drawn.forEach((value, i) => {
    if (value === 0) return;
    const [x, y] = [i % drawnSide, Math.floor(i / drawnSide)];
    [left, top, right, bottom] = [
      Math.min(left, x),
      Math.min(top, y),
      Math.max(right, x),
      Math.max(bottom, y),
    ];
    [mass, massX, massY] = [mass + value, massX + value * x, massY + value * y];
  });
  if (mass === 0) return null;
  const scale = Math.max(right - left + 1, bottom - top + 1) / digitSide;
  const [centreX, centreY] = [massX / mass, massY / mass];
  return Float32Array.from({ length: side * side }, (_, i) => {
    const x = centreX + ((i % side) - side / 2 + 0.5) * scale;
    const y = centreY + (Math.floor(i / side) - side / 2 + 0.5) * scale;
    return meanAround(drawn, drawnSide, x, y, scale / 2);
  });
}

/** Mean of a square of pixels; outside of the image it is black. */
function meanAround(image: Float32Array, imageSide: number, x: number, y: number, radius: number): number {
  let [sum, count] = [0, 0];
  for (let row = Math.round(y - radius); row <= y + radius; row++) {
    for (let column = Math.round(x - radius); column <= x + radius; column++) {
      const isInside = row >= 0 && row < imageSide && column >= 0 && column < imageSide;
      sum += isInside ? image[row * imageSide + column]! : 0;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
