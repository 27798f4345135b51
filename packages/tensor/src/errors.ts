// The one error class of the framework. Every refused input names the op, the shapes and a way out.

/** What kind of contract was broken; stable, so programs may branch on it. */
export type ErrorCode =
  | 'shape'
  | 'dtype'
  | 'axis'
  | 'index'
  | 'value'
  | 'disposed'
  | 'backend'
  | 'scope'
  | 'gradient'
  | 'format'
  | 'io'
  | 'memory'
  | 'anomaly'
  | 'state';

/** Details that accompany a {@link TensorError}. */
export interface TensorErrorDetails {
  /** Shapes of the operands, in order. */
  readonly shapes?: readonly (readonly number[])[];
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * The error that every Cambium function throws for bad input.
 *
 * The message reads `[op] what is wrong: the operands. How to fix it`. When it passes through a layer, the
 * layer's path is put in front (see {@link TensorError.within}).
 *
 * @example
 * ```ts
 * try {
 *   matmul(zeros([2, 3]), zeros([5, 3]));
 * } catch (error) {
 *   if (error instanceof TensorError) console.log(error.op, error.code, error.shapes); // matmul shape [[2,3],[5,3]]
 * }
 * ```
 */
export class TensorError extends Error {
  /** Tells it from other errors. */
  override readonly name = 'TensorError';
  /** Name of the op or function that refused. */
  readonly op: string;
  /** Kind of the broken contract. */
  readonly code: ErrorCode;
  /** Shapes of the operands, in order; empty where shapes do not matter. */
  readonly shapes: readonly (readonly number[])[];
  /** Path of layers from the outermost to the one that refused, for example `net.fc.0`; empty outside layers. */
  layerPath: readonly string[] = [];
  readonly #reason: string;

  constructor(op: string, code: ErrorCode, reason: string, details: TensorErrorDetails = {}) {
    super(`[${op}] ${reason}`, 'cause' in details ? { cause: details.cause } : undefined);
    this.op = op;
    this.code = code;
    this.shapes = details.shapes ?? [];
    this.#reason = reason;
  }

  /** Puts the name of an enclosing layer in front of the path and of the message; returns the same error. */
  within(layer: string): this {
    this.layerPath = [layer, ...this.layerPath];
    this.message = `at ${this.layerPath.join('.')}: [${this.op}] ${this.#reason}`;
    return this;
  }
}

/**
 * `[2, 3]`, the way shapes appear in messages.
 *
 * @example
 * ```ts
 * formatShape([2, 3]);   // '[2, 3]'
 * ```
 */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
