// Attention.

import * as cm from 'cambium';
import { type Adapters, adapter, Unsupported } from '../adapter.ts';

export const attention: Adapters = {
  'nn.functional.scaled_dot_product_attention': adapter(
    'query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa',
    (call) => {
      if (call.number('dropout_p', 0) !== 0) throw new Unsupported('dropout draws other random numbers');
      return cm.scaledDotProductAttention(call.tensor('query'), call.tensor('key'), call.tensor('value'), {
        mask: call.optionalTensor('attn_mask') ?? null,
        isCausal: call.flag('is_causal'),
        scale: call.has('scale') ? call.number('scale') : null,
      });
    },
  ),
};
