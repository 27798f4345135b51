// Who sees whom in an attention layer.

import {
  arange,
  broadcastTo,
  concat,
  lessEqual,
  logicalAnd,
  logicalNot,
  ones,
  reshape,
  type Tensor,
  where,
  zeros,
} from '@cambium/tensor';

/** Who sees whom. */
export interface AttentionCallOptions {
  /**
   * Broadcasts to `[batch, heads, queries, keys]`. Bool: true where a query sees a key. Floating: added to the scores.
   */
  mask?: Tensor | null;
  /** Bool `[batch, keys]`: false where a key is padding, which nobody sees. */
  keyMask?: Tensor | null;
  /** Whether a query sees only the keys up to its own place. */
  isCausal?: boolean;
}

/** One mask of both. */
export function maskOf({ mask = null, keyMask = null }: AttentionCallOptions): Tensor | null {
  if (keyMask === null) return mask;
  const [batch, keys] = keyMask.shape as [number, number];
  const visible = reshape(keyMask, [batch, 1, 1, keys]);
  if (mask === null) return visible;
  return both(mask, visible);
}

/** The mask for one more key at the end, which everyone sees; `null` where everyone sees everything. */
export function maskWithExtraKey(
  options: AttentionCallOptions,
  queries: number,
  keys: number,
): Tensor | null {
  const given = maskOf(options);
  const past = options.isCausal === true ? causal(queries, keys) : null;
  const mask = given === null ? past : past === null ? given : both(given, past);
  if (mask === null) return null;
  const wide = broadcastTo(mask, [...mask.shape.slice(0, -1), keys]);
  const column = [...mask.shape.slice(0, -1), 1];
  const extra =
    mask.dtype === 'bool' ? ones(column, { dtype: 'bool' }) : zeros(column, { dtype: mask.dtype });
  return concat([wide, extra], -1);
}

/** `[queries, keys]`: whether the key is not behind the query. */
function causal(queries: number, keys: number): Tensor {
  return lessEqual(arange(0, keys), reshape(arange(0, queries), [queries, 1]));
}

function both(mask: Tensor, visible: Tensor): Tensor {
  return mask.dtype === 'bool' ? logicalAnd(mask, visible) : where(logicalNot(visible), -Infinity, mask);
}
