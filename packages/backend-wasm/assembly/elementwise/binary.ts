// Ops of two inputs in float32, as they are exported.

import { Binary } from './binary-definitions';
import { compare, zip } from './binary-loops';

export function add(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.add, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function sub(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.sub, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function mul(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.mul, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function div(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.div, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function maximum(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.maximum, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function minimum(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.minimum, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function equal(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.equal, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function notEqual(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.notEqual, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function less(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.less, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function lessEqual(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.lessEqual, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function powOf(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.pow, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function modOf(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.mod, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function floorDivOf(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.floorDiv, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function atan2Of(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  zip(Binary.atan2, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function logicalAnd(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.logicalAnd, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function logicalOr(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.logicalOr, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
export function logicalXor(
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  compare(Binary.logicalXor, a, aRow, aCol, b, bRow, bCol, out, rows, cols);
}
