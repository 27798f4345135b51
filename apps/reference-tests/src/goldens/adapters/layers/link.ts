// How the parameters and buffers of our layers correspond to PyTorch's: one to one, moved, summed or stacked.

import * as cm from 'cambium';
import { kernelFirst } from '../layout.ts';

/** Some of PyTorch's tensors and the cells of ours that hold the same. */
export interface Link {
  readonly theirs: readonly string[];
  readonly ours: readonly cm.Cell[];
  /** Values of ours for theirs. */
  readonly toOurs: (theirs: readonly cm.Tensor[]) => readonly cm.Tensor[];
  /** Values or gradients of theirs for ours. */
  readonly toTheirs: (ours: readonly cm.Tensor[]) => readonly cm.Tensor[];
}

type Move = (x: cm.Tensor) => cm.Tensor;

/** One of theirs that is one of ours in another layout; none where our layer leaves it out. */
export function moved(name: string, cell: cm.Cell | null, toOurs: Move, toTheirs: Move): Link[] {
  if (cell === null) return [];
  return [
    {
      theirs: [name],
      ours: [cell],
      toOurs: ([x]) => [toOurs(x!)],
      toTheirs: ([x]) => [toTheirs(x!)],
    },
  ];
}

/** One of theirs that is one of ours. */
export function same(name: string, cell: cm.Cell | null): Link[] {
  return moved(
    name,
    cell,
    (x) => x,
    (x) => x,
  );
}

/** A matrix `[out, in]` there, `[in, out]` here. */
export function transposed(name: string, cell: cm.Cell | null): Link[] {
  return moved(
    name,
    cell,
    (x) => cm.transpose(x),
    (x) => cm.transpose(x),
  );
}

/** A filter `[a, b, ...kernel]` there, `[...kernel, b, a]` here. */
export function filter(name: string, cell: cm.Cell): Link[] {
  return moved(name, cell, kernelFirst, (weight) => {
    const last = weight.rank - 1;
    return cm.transpose(weight, [last, last - 1, ...weight.shape.slice(2).map((_, i) => i)]);
  });
}

/** Two of theirs whose sum is all that counts, which is one of ours: the gradient of each is that of the sum. */
export function summed(names: readonly [string, string], cell: cm.Cell | null): Link[] {
  if (cell === null) return [];
  return [
    {
      theirs: names,
      ours: [cell],
      toOurs: ([a, b]) => [cm.add(a!, b!)],
      toTheirs: ([x]) => [x!, x!],
    },
  ];
}

/** One of theirs that stacks several of ours along its first axis. */
export function stacked(name: string, cells: readonly (cm.Cell | null)[], move: Move = (x) => x): Link[] {
  const ours = cells.filter((cell) => cell !== null);
  if (ours.length === 0) return [];
  return [
    {
      theirs: [name],
      ours,
      toOurs: ([x]) => cm.split(x!, ours.length, 0).map(move),
      toTheirs: (parts) => [cm.concat(parts.map(move), 0)],
    },
  ];
}

/** Links of a part under the name that the whole gives it. */
export function within(name: string, links: readonly Link[]): Link[] {
  return links.map((link) => ({ ...link, theirs: link.theirs.map((own) => `${name}.${own}`) }));
}
