// Einstein summation: any product of tensors written by naming axes, brought down to matrix products.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { sizeOf } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { mul } from './arithmetic.ts';
import { promoteAll, type TensorLike } from './lift.ts';
import { matmul } from './product.ts';
import { sum } from './reduce.ts';
import { broadcastTo, reshape, transpose } from './shape.ts';

/** A tensor whose axes have names. Axes under an ellipsis are named `...0`, `...1` from the last one. */
interface Named {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/**
 * Sum of products over named axes: axes of one name run together, and those that the output does not name are summed.
 *
 * @param equation inputs separated by commas, then `->` and the output. Without an arrow the output has the names that
 *   occur once, in alphabetical order. `...` stands for any number of leading axes, which broadcast; a name that occurs
 *   twice in one input takes its diagonal
 * @param tensors one for each input of the equation
 * @throws TensorError `value` if the equation cannot be read, `shape` if axes of one name differ
 * @example
 * ```ts
 * const a = tensor([[1, 2], [3, 4]]);
 * einsum('ij,jk->ik', a, a); // [[7, 10], [15, 22]]
 * einsum('ii->', a); // 5
 * einsum('...ij->...ji', a); // [[1, 3], [2, 4]]
 * ```
 */
export function einsum(equation: string, ...tensors: readonly TensorLike[]): Tensor {
  const inputs = promoteAll('einsum', tensors);
  const parsed = parse(equation, inputs);
  checkSizes(equation, inputs, parsed.operands);
  const named = inputs.map((tensor, i) => takeDiagonals({ tensor, labels: parsed.operands[i]! }));
  let result = dropUnused(named[0]!, [...parsed.output, ...named.slice(1).flatMap(({ labels }) => labels)]);
  for (let i = 1; i < named.length; i++) {
    const wanted = [...parsed.output, ...named.slice(i + 1).flatMap(({ labels }) => labels)];
    result = contract(result, dropUnused(named[i]!, [...wanted, ...result.labels]), new Set(wanted));
  }
  return transpose(
    result.tensor,
    parsed.output.map((label) => result.labels.indexOf(label)),
  );
}

interface Equation {
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
}

function parse(equation: string, inputs: readonly Tensor[]): Equation {
  const problem = (what: string): TensorError =>
    new TensorError('einsum', 'value', `cannot read '${equation}': ${what}. Example: 'ij,jk->ik'.`, {
      shapes: inputs.map(({ shape }) => shape),
    });
  const text = equation.replaceAll(' ', '');
  const match = /^((?:[A-Za-z]|\.\.\.|,)*)(?:->((?:[A-Za-z]|\.\.\.)*))?$/.exec(text);
  if (match === null) throw problem('names are single letters, inputs are separated by commas');
  const terms = match[1]!.split(',');
  if (terms.length !== inputs.length)
    throw problem(`it names ${terms.length} inputs, there are ${inputs.length}`);
  const operands = terms.map((term, i) => {
    const tokens = term.match(/\.\.\.|[A-Za-z]/g) ?? [];
    const hidden = inputs[i]!.rank - tokens.filter((token) => token !== '...').length;
    const dots = tokens.filter((token) => token === '...').length;
    if (dots > 1 || hidden < 0 || (dots === 0 && hidden !== 0)) {
      throw problem(
        `'${term}' does not name the ${inputs[i]!.rank} axes of ${formatShape(inputs[i]!.shape)}`,
      );
    }
    return tokens.flatMap((token) => (token === '...' ? hiddenLabels(hidden) : [token]));
  });
  const deepest = operands.flat().filter((label) => label.startsWith('...'));
  const ellipsis = hiddenLabels(new Set(deepest).size);
  const named = operands.flat().filter((label) => !label.startsWith('...'));
  const once = [...new Set(named)]
    .filter((label) => named.indexOf(label) === named.lastIndexOf(label))
    .sort();
  const given = match[2]?.match(/\.\.\.|[A-Za-z]/g) ?? [];
  const output =
    match[2] === undefined
      ? [...ellipsis, ...once]
      : given.flatMap((token) => (token === '...' ? ellipsis : [token]));
  if (new Set(output).size !== output.length) throw problem('the output names an axis twice');
  const unknown = output.find((label) => !operands.some((labels) => labels.includes(label)));
  if (unknown !== undefined) throw problem(`no input has the axis '${unknown}' of the output`);
  return { operands, output };
}

function hiddenLabels(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `...${count - 1 - i}`);
}

function checkSizes(
  equation: string,
  inputs: readonly Tensor[],
  operands: readonly (readonly string[])[],
): void {
  const sizes = new Map<string, number>();
  inputs.forEach(({ shape }, i) => {
    operands[i]!.forEach((label, axis) => {
      const length = shape[axis]!;
      const known = sizes.get(label) ?? length;
      const broadcasts = label.startsWith('...') && (length === 1 || known === 1);
      if (known !== length && !broadcasts) {
        const shapes = inputs.map((each) => each.shape);
        throw new TensorError(
          'einsum',
          'shape',
          `axis '${label}' of '${equation}' is ${known} and ${length}: shapes are ${shapes.map(formatShape).join(', ')}.`,
          { shapes },
        );
      }
      sizes.set(label, known === 1 ? length : known);
    });
  });
}

/** Takes the diagonal of axes with one name. */
function takeDiagonals(operand: Named): Named {
  const { tensor, labels } = operand;
  const first = labels.findIndex((label, axis) => labels.indexOf(label, axis + 1) >= 0);
  if (first < 0) return operand;
  const second = labels.indexOf(labels[first]!, first + 1);
  const rest = labels.map((_, axis) => axis).filter((axis) => axis !== first && axis !== second);
  const n = tensor.shape[first]!;
  const shape = rest.map((axis) => tensor.shape[axis]!);
  const flat = reshape(transpose(tensor, [...rest, first, second]), [...shape, n * n]);
  const diagonal = execute('slice', [flat], {
    starts: flat.shape.map(() => 0),
    sizes: [...shape, n],
    steps: flat.shape.map((_, axis) => (axis === rest.length ? n + 1 : 1)),
  });
  return takeDiagonals({ tensor: diagonal, labels: [...rest.map((axis) => labels[axis]!), labels[first]!] });
}

/** Sums over the axes that nobody needs any more. */
function dropUnused({ tensor, labels }: Named, needed: readonly string[]): Named {
  const axes = labels.flatMap((label, axis) => (needed.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: sum(tensor, axes), labels: labels.filter((label) => needed.includes(label)) };
}

/** Product of two operands: shared names that are still needed form the batch, the other shared ones are summed. */
function contract(a: Named, b: Named, needed: ReadonlySet<string>): Named {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const summed = shared.filter((label) => !needed.has(label));
  const left = a.labels.filter((label) => !shared.includes(label));
  const right = b.labels.filter((label) => !shared.includes(label));
  // Under an ellipsis, length 1 stretches to the other's.
  const size = (label: string): number =>
    [lengthOf(a, label), lengthOf(b, label)].find((length) => length !== 1) ?? 1;
  const [common, m, k, n] = [batch, left, summed, right].map((labels) => labels.map(size)) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const x = arrange(a, [...batch, ...left, ...summed], [...common, ...m, ...k]);
  const y = arrange(b, [...batch, ...summed, ...right], [...common, ...k, ...n]);
  const labels = [...batch, ...left, ...right];
  const shape = [...common, ...m, ...n];
  if (summed.length === 0) {
    const factor = reshape(x, [...common, ...m, ...n.map(() => 1)]);
    return { tensor: mul(factor, reshape(y, [...common, ...m.map(() => 1), ...n])), labels };
  }
  const rows = reshape(x, [sizeOf(common), sizeOf(m), sizeOf(k)]);
  const columns = reshape(y, [sizeOf(common), sizeOf(k), sizeOf(n)]);
  return { tensor: reshape(matmul(rows, columns), shape), labels };
}

function lengthOf({ tensor, labels }: Named, label: string): number {
  const axis = labels.indexOf(label);
  return axis < 0 ? 1 : tensor.shape[axis]!;
}

/** The axes in a given order, those under an ellipsis stretched to their common length. */
function arrange({ tensor, labels }: Named, order: readonly string[], shape: readonly number[]): Tensor {
  const permuted = transpose(
    tensor,
    order.map((label) => labels.indexOf(label)),
  );
  return permuted.shape.every((length, axis) => length === shape[axis])
    ? permuted
    : broadcastTo(permuted, shape);
}
