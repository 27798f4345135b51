// Who holds memory: live bytes by the op that made them. One entry an op, updated when storage is made or freed.

declare const console: { warn(message: string): void };

/** Live memory that one op made. */
export interface MemoryEntry {
  /** Name of the op. */
  readonly op: string;
  /** Bytes that are in use. */
  readonly bytes: number;
  /** Number of allocations that they lie in. */
  readonly storages: number;
}

/** What `memory()` reports. */
export interface MemoryReport {
  /** Bytes in live storages, on all backends. */
  readonly bytes: number;
  /** Number of live storages (views share one). */
  readonly storages: number;
  /** Number of live tensor handles, views included. */
  readonly tensors: number;
  /** Live memory by creating op, the largest first. */
  readonly byOp: readonly MemoryEntry[];
}

interface Account {
  bytes: number;
  storages: number;
}

const accounts = new Map<string, Account>();
const totals = { bytes: 0, storages: 0, tensors: 0 };
let watermark = 2 ** 31;

/** Books a new storage. */
export function bookAllocation(op: string, bytes: number): void {
  let account = accounts.get(op);
  if (account === undefined) {
    account = { bytes: 0, storages: 0 };
    accounts.set(op, account);
  }
  account.bytes += bytes;
  account.storages++;
  totals.bytes += bytes;
  totals.storages++;
  if (totals.bytes > watermark) warnOfWatermark();
}

/** Books a freed storage. */
export function bookRelease(op: string, bytes: number): void {
  const account = accounts.get(op)!;
  account.bytes -= bytes;
  account.storages--;
  totals.bytes -= bytes;
  totals.storages--;
}

/** Books a new (+1) or disposed (−1) tensor handle. */
export function bookHandle(change: 1 | -1): void {
  totals.tensors += change;
}

/**
 * Live tensor memory, by the op that made it.
 *
 * @example
 * ```ts
 * const before = memory().bytes;
 * const x = zeros([1000]);
 * memory().bytes - before;   // 4000
 * memory().byOp[0];          // { op: 'fill', bytes: 4000, storages: 1 }
 * ```
 */
export function memory(): MemoryReport {
  const byOp = [...accounts]
    .filter(([, account]) => account.storages > 0)
    .map(([op, account]) => ({ op, ...account }))
    .sort((a, b) => b.bytes - a.bytes);
  return { ...totals, byOp };
}

/**
 * Bytes of live tensors beyond which a warning names the op that holds the most (2 GiB unless set).
 *
 * @example
 * ```ts
 * setMemoryWatermark(8 * 2 ** 30); // 8 GiB
 * ```
 */
export function setMemoryWatermark(bytes: number): void {
  watermark = bytes;
}

function warnOfWatermark(): void {
  const report = memory();
  const [top] = report.byOp;
  console.warn(
    `Cambium holds ${mebibytes(report.bytes)} MiB in ${report.tensors} tensors; most of it, ${mebibytes(top!.bytes)} MiB, was made by '${top!.op}'. ` +
      'Tensors made outside scope() live until they are disposed: is a loop collecting them?',
  );
  watermark = report.bytes * 2;
}

/** Which ops made most of the live memory, in words. */
export function describeHolders(): string {
  const held = memory().byOp.slice(0, 3);
  if (held.length === 0) return 'No tensor is live.';
  const entries = held.map(({ op, bytes, storages }) => `${op} ${mebibytes(bytes)} MiB in ${storages}`);
  return `Most of it was made by ${entries.join(', ')}.`;
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
