// Results as text: a confusion matrix, and digits drawn with characters.

/** Counts with the true digits down and the guesses across; the diagonal is right. */
export function confusionTable(counts: readonly (readonly number[])[]): string {
  const width = Math.max(5, ...counts.flat().map((count) => String(count).length + 1));
  const line = (cells: readonly (string | number)[]) =>
    cells.map((cell) => String(cell).padStart(width)).join('');
  const header = line(counts.map((_, digit) => digit));
  const rows = counts.map(
    (row, digit) => `${String(digit).padStart(5)} ${line(row.map((count) => (count === 0 ? '·' : count)))}`,
  );
  return [`true\\guess${header.slice(4)}`, ...rows].join('\n');
}

/** A digit that was taken for another. */
export interface Mistake {
  /** Place in the test set. */
  readonly index: number;
  readonly truth: number;
  readonly guess: number;
  /** 28×28 bytes. */
  readonly pixels: ArrayLike<number>;
}

const shades = ' ░▒▓█';
const side = 28;

/** Digits side by side, two rows of pixels a line of text. */
export function drawMistakes(mistakes: readonly Mistake[]): string {
  const titles = mistakes.map(({ index, truth, guess }) =>
    `#${index}: ${truth}, guessed ${guess}`.padEnd(side),
  );
  const lines = Array.from({ length: side / 2 }, (_, line) =>
    mistakes.map(({ pixels }) => drawLine(pixels, 2 * line)).join('  '),
  );
  return [titles.join('  '), ...lines].join('\n');
}

function drawLine(pixels: ArrayLike<number>, row: number): string {
  return Array.from({ length: side }, (_, column) => {
    const upper = pixels[row * side + column]!;
    const lower = pixels[(row + 1) * side + column]!;
    return shades[Math.min(shades.length - 1, Math.floor(((upper + lower) / 2 / 256) * shades.length))];
  }).join('');
}
