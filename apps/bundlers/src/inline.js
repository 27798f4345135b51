// The backend from text inside the JavaScript.

import { createWasmBackend } from '@cambium/backend-wasm/inline';
import { init } from 'cambium';
import { show, train } from './train.js';

show(
  createWasmBackend({ threads: 'auto' })
    .then((backend) => init({ backend }))
    .then(train),
);
