// The most that one core can do in WebAssembly: products and sums that depend on nothing but themselves, in registers.

/** A measured ceiling. */
export interface Ceiling {
  readonly gflops: number;
  /** Whether product and sum are one instruction (relaxed SIMD). */
  readonly isFused: boolean;
}

/** Enough to hide the latency of both instructions; with the two factors they fill the sixteen registers. */
const accumulators = 13;
const [count, x, y, first] = [0, 1, 2, 3]; // locals: parameter, factors, accumulators

const local = { get: (i: number) => [0x20, i], set: (i: number) => [0x21, i], tee: (i: number) => [0x22, i] };
const constant = (value: number) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
const splat = [0xfd, 0x13];
const mul = [0xfd, 0xe6, 0x01];
const add = [0xfd, 0xe4, 0x01];
const relaxedMadd = [0xfd, 0x85, 0x02];

/** A module whose `f(count)` does `a ← a · x + y` on each accumulator, `count` times. */
function moduleBytes(isFused: boolean): Uint8Array<ArrayBuffer> {
  const all = Array.from({ length: accumulators }, (_, i) => first + i);
  const step = (a: number) =>
    isFused
      ? [...local.get(a), ...local.get(x), ...local.get(y), ...relaxedMadd, ...local.set(a)]
      : [...local.get(a), ...local.get(x), ...mul, ...local.get(y), ...add, ...local.set(a)];
  const body = [
    ...[1, 2 + accumulators, 0x7b], // the locals behind the parameter are v128
    ...[...constant(0.999), ...splat, ...local.set(x), ...constant(0.001), ...splat, ...local.set(y)],
    ...all.flatMap((a) => [...constant(a), ...splat, ...local.set(a)]),
    ...[0x03, 0x40], // loop
    ...all.flatMap(step),
    ...[...local.get(count), 0x41, 1, 0x6b, ...local.tee(count), 0x0d, 0], // until --count is 0
    0x0b,
    ...all.flatMap(local.get),
    ...all.slice(1).flatMap(() => add),
    ...[0xfd, 0x1f, 0, 0x0b], // the first lane is the result, so that nothing can be left out
  ];
  const section = (id: number, bytes: number[]) => [id, ...length(bytes), ...bytes];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]), // (i32) → f32
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]), // exported as f
    ...section(10, [1, ...length(body), ...body]),
  ]);
}

/** A length in LEB128, two bytes at most. */
function length({ length: n }: readonly number[]): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, n >> 7];
}

/** The best of many short runs: what interrupts a run only ever makes it slower. */
export async function measureCeiling(milliseconds: number): Promise<Ceiling> {
  const isFused = WebAssembly.validate(moduleBytes(true));
  const { instance } = await WebAssembly.instantiate(moduleBytes(isFused));
  const run = instance.exports.f as (count: number) => number;
  const iterations = 20_000;
  let best = Number.POSITIVE_INFINITY;
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    const start = performance.now();
    run(iterations);
    best = Math.min(best, performance.now() - start);
  }
  return { gflops: (iterations * accumulators * 4 * 2) / best / 1e6, isFused };
}
