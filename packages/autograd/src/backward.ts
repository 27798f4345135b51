// The way back: from the output's gradient to the sources', one node at a time, adding up where paths meet.

import { add, execute, onTrail, scope, type Tensor, TensorError } from '@cambium/tensor';
import { anotherHandle, type TapeNode } from './node.ts';
import { foldTo } from './rules/fold.ts';

/**
 * Gradients of an output by tensor identity, for the sources only. Consumes the nodes: what one kept is freed as soon
 * as it has been passed.
 *
 * @param mayOverwrite whether sums may grow in place, which a tape that records this pass would not survive
 */
export function backward(
  nodes: TapeNode[],
  output: Tensor,
  seed: Tensor,
  sources: ReadonlySet<number>,
  mayOverwrite: boolean,
): Map<number, Tensor> {
  // Each entry is a handle of its own, so that it can be freed when it has been used.
  const gradients = new Map<number, Tensor>([[output.id, anotherHandle(seed)]]);
  try {
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
      passNode(node, gradients, sources, mayOverwrite);
      node.dispose();
    }
  } catch (error) {
    for (const gradient of gradients.values()) gradient.dispose();
    throw error;
  }
  for (const [id, gradient] of gradients) {
    if (sources.has(id)) continue;
    gradient.dispose();
    gradients.delete(id);
  }
  return gradients;
}

function passNode(
  node: TapeNode,
  gradients: Map<number, Tensor>,
  sources: ReadonlySet<number>,
  mayOverwrite: boolean,
): void {
  const g = gradients.get(node.output);
  if (g === undefined) return;
  for (let index = 0; index < node.inputs.length; index++) {
    const id = node.inputs[index];
    if (id === null || id === undefined) continue;
    const trail = `backward of ${node.name}`;
    const before = gradients.get(id);
    if (mayOverwrite && before !== undefined && onTrail(node.trail, trail, () => addPart(node, g, before))) {
      continue;
    }
    const contribution = onTrail(node.trail, trail, () => scope(() => owned(contribute(node, g, index))));
    if (contribution === null) continue;
    gradients.set(id, before === undefined ? contribution : accumulate(before, contribution));
  }
  if (!sources.has(node.output)) {
    gradients.delete(node.output);
    g.dispose();
  }
}

function contribute(node: TapeNode, g: Tensor, index: number): Tensor | null {
  const gradient = node.backward(g, index);
  if (gradient === null) return null;
  const { shape, dtype } = node.specs[index]!;
  const folded = foldTo(gradient, shape);
  if (folded.dtype !== dtype) {
    throw new TensorError(
      node.name,
      'gradient',
      `gradient ${index} is ${folded.dtype}, its input is ${dtype}.`,
    );
  }
  return folded;
}

/**
 * Adds the gradient of a slice to the part of the total where it belongs, if nobody else sees the total. A sequence that
 * is sliced at each step would otherwise cost a tensor of its whole length for each of them.
 */
function addPart(node: TapeNode, g: Tensor, total: Tensor): boolean {
  if (node.part === undefined || total.storage.isShared || !total.layout.isContiguous) return false;
  return scope(() => {
    const part = node.part!(total);
    if (part === null) return false;
    execute('assign', [part, add(part, g)], {});
    return true;
  });
}

function accumulate(before: Tensor, contribution: Tensor): Tensor {
  const total = scope(() => owned(add(before, contribution)));
  before.dispose();
  contribution.dispose();
  return total;
}

/** A handle that no scope frees. */
function owned<T extends Tensor | null>(tensor: T): T {
  return tensor === null ? tensor : (anotherHandle(tensor) as T);
}
