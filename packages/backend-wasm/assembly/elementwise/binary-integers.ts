// Ops of two inputs in int32, as they are exported.

import { Binary } from './binary-definitions';
import { compare, zip } from './binary-loops';

export function intAdd(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.intAdd, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intSub(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.intSub, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intMul(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.intMul, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intMaximum(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.intMaximum, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intMinimum(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.intMinimum, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intEqual(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.intEqual, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intNotEqual(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.intNotEqual, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intLess(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.intLess, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intLessEqual(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.intLessEqual, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intLogicalAnd(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.intLogicalAnd, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intLogicalOr(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.intLogicalOr, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function intLogicalXor(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.intLogicalXor, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
