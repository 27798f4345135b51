// All layers by PyTorch's names.

import { Unsupported } from '../../adapter.ts';
import { attention } from './attention.ts';
import { basic } from './basic.ts';
import { conv } from './conv.ts';
import { norm } from './norm.ts';
import { recurrent } from './recurrent.ts';
import type { LayerAdapters, LayerSpec, TorchLayer } from './torch-layer.ts';
import { transformer } from './transformer.ts';

const layers: LayerAdapters = { ...basic, ...conv, ...norm, ...recurrent, ...attention, ...transformer };

/** A layer of ours for PyTorch's constructor. */
export function makeLayer(name: string, spec: LayerSpec): TorchLayer {
  const make = layers[name];
  if (make === undefined) throw new Unsupported(`no layer ${name}`);
  return make(spec);
}
