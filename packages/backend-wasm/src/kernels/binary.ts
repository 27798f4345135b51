// Binary ops: float32 and int32 over planes, logic on booleans; all else on the fallback.

import { type Kernel, Layout, type Operand, type OpsOf } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { ByteKernel, PlaneKernel } from '../module/exports.ts';
import { type Adaptor, cacheLine, type Device } from './device.ts';

type BinaryOp = OpsOf<'binary'>;

/** Bytes of a result, whether the operands change places, and what computes it. */
interface Plan {
  readonly size: 1 | 4;
  readonly isTurned: boolean;
  readonly run: PlaneKernel;
}

/** Makes the kernel of the binary ops. */
export const binaryOn: Adaptor<Kernel<'binary'>> = (device, fallback) => {
  const { wasm } = device;
  const number = (run: PlaneKernel): Plan => ({ size: 4, isTurned: false, run });
  const flag = (run: PlaneKernel, isTurned = false): Plan => ({ size: 1, isTurned, run });
  const plans = new Map<BinaryOp, Plan>([
    ['add', number(wasm.add)],
    ['sub', number(wasm.sub)],
    ['mul', number(wasm.mul)],
    ['div', number(wasm.div)],
    ['maximum', number(wasm.maximum)],
    ['minimum', number(wasm.minimum)],
    ['floorDiv', number(wasm.floorDiv)],
    ['mod', number(wasm.mod)],
    ['pow', number(wasm.pow)],
    ['atan2', number(wasm.atan2)],
    ['equal', flag(wasm.equal)],
    ['notEqual', flag(wasm.notEqual)],
    ['less', flag(wasm.less)],
    ['lessEqual', flag(wasm.lessEqual)],
    // a > b is b < a.
    ['greater', flag(wasm.less, true)],
    ['greaterEqual', flag(wasm.lessEqual, true)],
    ['logicalAnd', flag(wasm.logicalAnd)],
    ['logicalOr', flag(wasm.logicalOr)],
    ['logicalXor', flag(wasm.logicalXor)],
  ]);
  const integerPlans = new Map<BinaryOp, Plan>([
    ['add', number(wasm.intAdd)],
    ['sub', number(wasm.intSub)],
    ['mul', number(wasm.intMul)],
    ['maximum', number(wasm.intMaximum)],
    ['minimum', number(wasm.intMinimum)],
    ['equal', flag(wasm.intEqual)],
    ['notEqual', flag(wasm.intNotEqual)],
    ['less', flag(wasm.intLess)],
    ['lessEqual', flag(wasm.intLessEqual)],
    ['greater', flag(wasm.intLess, true)],
    ['greaterEqual', flag(wasm.intLessEqual, true)],
    ['logicalAnd', flag(wasm.intLogicalAnd)],
    ['logicalOr', flag(wasm.intLogicalOr)],
    ['logicalXor', flag(wasm.intLogicalXor)],
  ]);
  const logic = new Map<BinaryOp, ByteKernel>([
    ['logicalAnd', wasm.boolAnd],
    ['logicalOr', wasm.boolOr],
    ['logicalXor', wasm.boolXor],
    ['notEqual', wasm.boolXor],
    ['equal', wasm.boolEqual],
  ]);
  return (op, inputs, outputs, attrs) => {
    const a = inputs[0]!;
    const b = inputs[1]!;
    const output = outputs[0]!;
    if (a.dtype === 'float32' || a.dtype === 'int32') {
      const plan = (a.dtype === 'int32' ? integerPlans : plans).get(op);
      if (plan !== undefined) {
        if (plan.isTurned) runPlane(device, plan, b, a, output);
        else runPlane(device, plan, a, b, output);
        return;
      }
    } else if (a.dtype === 'bool') {
      const run = logic.get(op);
      if (run !== undefined) return runBytes(device, run, a, b, output);
    }
    fallback(op, inputs, outputs, attrs);
  };
};

function runPlane(device: Device, { size, run }: Plan, a: Operand, b: Operand, output: Operand): void {
  const count = output.layout.size;
  const to = addressOf(output, size);
  if (a.layout.isContiguous && b.layout.isContiguous) {
    plane(device, run, addressOf(a, 4), 0, 1, addressOf(b, 4), 0, 1, to, size, 1, count);
  } else if (count > 0) {
    runStrided(device, size, run, a, b, to);
  }
}

/** Rows that advance by one or stand still stay where they are; operands that do neither are copied first. */
function runStrided(
  device: Device,
  size: 1 | 4,
  run: PlaneKernel,
  a: Operand,
  b: Operand,
  output: number,
): void {
  const { walk } = device;
  walk.begin(a.layout, b.layout);
  const aCol = walk.aStep(0);
  const bCol = walk.bStep(0);
  const isANear = aCol === 1 || (aCol === 0 && bCol === 1);
  const isBNear = bCol === 1 || (bCol === 0 && isANear);
  if (!isANear || !isBNear) {
    try {
      // The output serves as room for one copy, if its elements have the same size.
      const room = size === 4 ? output : undefined;
      const from = isANear ? addressOf(a, 4) : device.dense(a, room);
      const other = isBNear ? addressOf(b, 4) : device.dense(b, isANear ? room : undefined);
      planes(
        device,
        isANear ? a.layout : Layout.contiguous(a.layout.shape),
        isBNear ? b.layout : Layout.contiguous(b.layout.shape),
        run,
        from,
        other,
        output,
        size,
      );
    } finally {
      device.settle();
    }
    return;
  }
  planes(device, a.layout, b.layout, run, addressOf(a, 4), addressOf(b, 4), output, size);
}

/** One call for each plane. */
function planes(
  device: Device,
  aLayout: Layout,
  bLayout: Layout,
  run: PlaneKernel,
  a: number,
  b: number,
  output: number,
  size: 1 | 4,
): void {
  const { walk } = device;
  walk.begin(aLayout, bLayout);
  const cols = walk.length(0);
  const rows = walk.length(1);
  const aRow = walk.aStep(1) * 4;
  const bRow = walk.bStep(1) * 4;
  // A single element steps nowhere: then any step will do.
  const aCol = walk.rank === 0 ? 1 : walk.aStep(0);
  const bCol = walk.rank === 0 ? 1 : walk.bStep(0);
  let to = output;
  do {
    plane(device, run, a + walk.aAt * 4, aRow, aCol, b + walk.bAt * 4, bRow, bCol, to, size, rows, cols);
    to += rows * cols * size;
  } while (walk.next(2));
}

/** One plane, cut into rows, or into pieces of its only row. */
function plane(
  device: Device,
  run: PlaneKernel,
  a: number,
  aRow: number,
  aCol: number,
  b: number,
  bRow: number,
  bCol: number,
  to: number,
  size: 1 | 4,
  rows: number,
  cols: number,
): void {
  const team = device.teamFor(rows * cols);
  if (team === null) {
    run(a, aRow, aCol, b, bRow, bCol, to, rows, cols);
    return;
  }
  const isRow = rows === 1;
  const job = team
    .share(run)
    .moving(a, isRow ? aCol * 4 : aRow)
    .constant(aRow)
    .constant(aCol)
    .moving(b, isRow ? bCol * 4 : bRow)
    .constant(bRow)
    .constant(bCol)
    .moving(to, isRow ? size : cols * size);
  if (isRow) job.constant(1).length();
  else job.length().constant(cols);
  team.begin(isRow ? cols : rows, isRow ? cacheLine : 1);
}

function runBytes(device: Device, run: ByteKernel, a: Operand, b: Operand, output: Operand): void {
  const to = addressOf(output, 1);
  try {
    const left = device.dense(a, to);
    run(left, a.layout.isContiguous ? device.dense(b, to) : device.dense(b), to, output.layout.size);
  } finally {
    device.settle();
  }
}
