// All contestants, in the order of the table.

import { cambiumPeers } from './cambium.ts';
import { jaxPeers } from './jax.ts';
import { onnxPeers } from './onnx.ts';
import type { Peer } from './peer.ts';
import { tfjsPeers } from './tfjs.ts';

/** The contestants. */
export const peers: readonly Peer[] = [...cambiumPeers(), ...tfjsPeers(), ...jaxPeers(), ...onnxPeers()];
