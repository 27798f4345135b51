// Orders in which the classes are spread evenly, so that any stretch holds about their shares.

import { TensorError } from '@cambium/tensor';
import { describe } from './host-array.ts';
import type { HostRandom } from './host-random.ts';

/** The class of each sample, as numbers or names. */
export type Labels = ArrayLike<number> | ArrayLike<string>;

/** All samples in random order, the samples of each class about equally far apart. */
export function spreadClasses(labels: Labels, random: HostRandom): Int32Array {
  const place = new Float64Array(labels.length);
  const order = new Int32Array(labels.length);
  let filled = 0;
  for (const members of byClass(labels)) {
    random.shuffle(members);
    for (const [i, sample] of members.entries()) {
      place[sample] = (i + random.uniform()) / members.length;
      order[filled++] = sample;
    }
  }
  return order.sort((a, b) => place[a]! - place[b]!);
}

/** The samples of one class after the other, each class in random order. */
export function groupClasses(labels: Labels, random: HostRandom): Int32Array {
  const order: number[] = [];
  for (const members of byClass(labels)) for (const sample of random.shuffle(members)) order.push(sample);
  return Int32Array.from(order);
}

/** The samples of each class, the classes in the order of their first samples. */
function byClass(labels: Labels): Iterable<number[]> {
  const classes = new Map<number | string, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const members = classes.get(labels[i]!);
    if (members === undefined) classes.set(labels[i]!, [i]);
    else members.push(i);
  }
  return classes.values();
}

/** Refuses what does not name the class of each of `length` samples. */
export function checkLabels(op: string, labels: Labels, length: number = labels.length): void {
  if (labels.length !== length) {
    throw new TensorError(op, 'shape', `there are ${labels.length} labels for ${length} samples.`);
  }
  for (let i = 0; i < labels.length; i++) {
    const label: unknown = labels[i];
    if (typeof label === 'string' || Number.isFinite(label)) continue;
    throw new TensorError(
      op,
      'value',
      `label ${i} is ${typeof label === 'number' ? label : describe(label)}. Labels are numbers or names of classes.`,
    );
  }
}
