// Element-wise functions of one argument.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter } from '../adapter.ts';

const plain = (fn: (x: cm.Tensor) => cm.Tensor): Adapter =>
  adapter('input', (call) => fn(call.tensor('input')));

export const unary: Adapters = {
  abs: plain(cm.abs),
  acos: plain(cm.acos),
  acosh: plain(cm.acosh),
  asin: plain(cm.asin),
  asinh: plain(cm.asinh),
  atan: plain(cm.atan),
  atanh: plain(cm.atanh),
  ceil: plain(cm.ceil),
  cos: plain(cm.cos),
  cosh: plain(cm.cosh),
  erf: plain(cm.erf),
  erfc: plain(cm.erfc),
  exp: plain(cm.exp),
  expm1: plain(cm.expm1),
  floor: plain(cm.floor),
  isfinite: plain(cm.isFinite),
  isinf: plain(cm.isInf),
  isnan: plain(cm.isNaN),
  log: plain(cm.log),
  log10: plain(cm.log10),
  log1p: plain(cm.log1p),
  log2: plain(cm.log2),
  neg: plain(cm.neg),
  reciprocal: plain(cm.reciprocal),
  round: adapter('input, decimals', (call) => cm.round(call.tensor('input'), call.number('decimals', 0))),
  rsqrt: plain(cm.rsqrt),
  sigmoid: plain(cm.sigmoid),
  sign: plain(cm.sign),
  sin: plain(cm.sin),
  sinh: plain(cm.sinh),
  sqrt: plain(cm.sqrt),
  square: plain(cm.square),
  tan: plain(cm.tan),
  tanh: plain(cm.tanh),
  trunc: plain(cm.trunc),
};
