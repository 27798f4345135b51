// The tape: an observer that notes each op which depends on what we differentiate by.

import {
  type AttrsOf,
  currentTrail,
  type DifferentiableOp,
  execute,
  isDifferentiable,
  isFloating,
  type OpName,
  observe,
  type Tensor,
  TensorError,
  type TensorSpec,
  track,
  zerosLike,
} from '@cambium/tensor';
import { backward } from './backward.ts';
import { anotherHandle, type TapeNode } from './node.ts';
import type { Call, Recomputation, Rule, Saved } from './rules/rule.ts';
import { ruleOf } from './rules/table.ts';

const active: Tape[] = [];

/** The tapes that record now, the outermost first. */
export function activeTapes(): readonly Tape[] {
  return active;
}

/** Records ops from `start` to `stop`. What the rules need is kept alive, even when a scope ends in between. */
export class Tape {
  readonly nodes: TapeNode[] = [];
  readonly #tracked = new Set<number>();
  #stopObserving: (() => void) | null = null;

  /** Begins to record everything that depends on the tensors. */
  start(sources: Iterable<Tensor>): void {
    for (const source of sources) this.#tracked.add(source.id);
    active.push(this);
    this.#stopObserving = observe((name, inputs, attrs, outputs) => this.#note(name, inputs, attrs, outputs));
  }

  stop(): void {
    this.#stopObserving?.();
    const place = active.indexOf(this);
    if (place >= 0) active.splice(place, 1);
  }

  /** Whether a tensor depends on the sources. */
  tracks(tensor: Tensor): boolean {
    return this.#tracked.has(tensor.id);
  }

  /** Adds a node for a computation that is not an op of the table. */
  add(node: TapeNode): void {
    this.nodes.push(node);
    this.#tracked.add(node.output);
  }

  dispose(): void {
    this.stop();
    for (const node of this.nodes) node.dispose();
    this.nodes.length = 0;
  }

  #note(name: OpName, inputs: readonly Tensor[], attrs: AttrsOf<OpName>, outputs: readonly Tensor[]): void {
    if (!inputs.some((input) => this.#tracked.has(input.id))) return;
    const output = outputs[0];
    if (output === undefined || !isFloating(output.dtype) || !isDifferentiable(name)) return;
    const rule = ruleOf(name);
    const wanted = inputs.map((input) =>
      this.#tracked.has(input.id) && isFloating(input.dtype) ? input.id : null,
    );
    const kept = keepFor(rule, inputs, outputs);
    this.add(new OpNode(name, rule, attrs as AttrsOf<DifferentiableOp>, wanted, inputs, output.id, kept));
  }
}

function keepFor(
  rule: Rule<DifferentiableOp>,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
): readonly Kept[] {
  switch (rule.saves) {
    case 'nothing':
      return [];
    case 'inputs':
      return inputs.map(keepTensor);
    case 'outputs':
      return outputs.map(keepTensor);
    case 'both':
      return [...inputs, ...outputs].map(keepTensor);
  }
}

interface Kept {
  readonly tensor: Tensor;
  readonly version: number;
}

function keepTensor(tensor: Tensor): Kept {
  return { tensor: anotherHandle(tensor), version: tensor.storage.version };
}

class OpNode implements TapeNode {
  readonly name: DifferentiableOp;
  readonly inputs: readonly (number | null)[];
  readonly output: number;
  readonly specs: readonly TensorSpec[];
  readonly trail = currentTrail();
  readonly #rule: Rule<DifferentiableOp>;
  readonly #attrs: AttrsOf<DifferentiableOp>;
  readonly #kept: readonly Kept[];
  #shared: Tensor | null = null;

  constructor(
    name: DifferentiableOp,
    rule: Rule<DifferentiableOp>,
    attrs: AttrsOf<DifferentiableOp>,
    wanted: readonly (number | null)[],
    inputs: readonly Tensor[],
    output: number,
    kept: readonly Kept[],
  ) {
    this.name = name;
    this.inputs = wanted;
    this.output = output;
    this.specs = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
    this.#rule = rule;
    this.#attrs = attrs;
    this.#kept = kept;
  }

  backward(g: Tensor, index: number): Tensor | null {
    const { vjp } = this.#rule;
    const rule = typeof vjp === 'function' ? vjp : vjp[index];
    if (rule === null || rule === undefined) return null;
    for (const { tensor, version } of this.#kept) {
      if (tensor.storage.version !== version) {
        throw new TensorError(
          this.name,
          'gradient',
          'needs a value that was overwritten after its use: a Cell was assigned between the forward pass and the gradient. Assign afterwards, or copy the value first with contiguous().',
          { shapes: [tensor.shape] },
        );
      }
    }
    const saved = this.#kept.map((each) => each.tensor) as readonly Tensor[] as Saved;
    const call = {
      attrs: this.#attrs,
      inputs: this.specs,
      index,
      isRecorded: active.length > 0,
      share: (compute) => this.#share(compute),
      pullBack,
    } as Call<DifferentiableOp>;
    return rule(g, saved, call);
  }

  part(total: Tensor): Tensor | null {
    return this.#rule.part?.(total, this.#attrs) ?? null;
  }

  dispose(): void {
    for (const { tensor } of this.#kept) tensor.dispose();
    this.#shared?.dispose();
  }

  #share(compute: () => Tensor): Tensor {
    this.#shared ??= anotherHandle(compute());
    return this.#shared;
  }
}

/** Differentiates on the spot: runs `fn` under a tape of its own, and goes back from its value with `g`. */
function pullBack(fn: Recomputation, inputs: readonly Tensor[], index: number, g: Tensor): Tensor {
  // Under identities of their own: an input that is given twice must not be counted twice.
  const own = inputs.map((input) => execute('broadcastTo', [input], { shape: input.shape }));
  const source = own[index]!;
  const tape = new Tape();
  try {
    tape.start([source]);
    const output = fn(own);
    tape.stop();
    if (!tape.tracks(output)) return zerosLike(source);
    const sources = new Set([source.id]);
    const gradient = backward(tape.nodes, output, g, sources, active.length === 0).get(source.id)!;
    track(gradient);
    return gradient;
  } finally {
    tape.dispose();
  }
}
