// The kernels of the backend: those of the CPU backend, on views of the memory, exchanged one by one for faster ones.

import { cpuFused, cpuKernels } from '@cambium/backend-cpu/kernels';
import type { FusedKernels, KernelTable } from '@cambium/tensor/backend';
import { batchNormGradOn, batchNormInferenceOn, batchNormOn } from './batch-norm.ts';
import { binaryOn } from './binary.ts';
import { convBiasOn, convOn } from './conv.ts';
import { copyOn } from './copy.ts';
import { crossEntropyGradOn, crossEntropyOn } from './cross-entropy.ts';
import type { Device } from './device.ts';
import { elementwiseOn } from './elementwise.ts';
import { fillOn } from './fill.ts';
import { gatherOn, scatterAddOn } from './indexing.ts';
import { iotaOn } from './iota.ts';
import { layerNormGradOn, layerNormOn } from './layer-norm.ts';
import { linearOn, matmulOn } from './matmul.ts';
import { poolOn } from './pool.ts';
import { volumePoolOn } from './pool-volume.ts';
import { randomOn } from './random.ts';
import { gruCellGradOn, gruCellOn, lstmCellGradOn, lstmCellOn } from './recurrent.ts';
import { gruGradOn, gruOn, lstmGradOn, lstmOn } from './recurrent-run.ts';
import { reduceOn } from './reduce.ts';
import { scanOn } from './scan.ts';
import { selectOn } from './select.ts';
import { logSoftmaxOn, softmaxOn } from './softmax.ts';
import { sortOn } from './sort.ts';
import { unaryOn } from './unary.ts';

/** A kernel for each family. */
export function kernelsOn(device: Device): KernelTable {
  return {
    unary: unaryOn(device, cpuKernels.unary),
    binary: binaryOn(device, cpuKernels.binary),
    select: selectOn(device, cpuKernels.select),
    copy: copyOn(device, cpuKernels.copy),
    fill: fillOn(device, cpuKernels.fill),
    iota: iotaOn(device, cpuKernels.iota),
    reduce: reduceOn(device, cpuKernels.reduce),
    scan: scanOn(device, cpuKernels.scan),
    sort: sortOn(device, cpuKernels.sort),
    matmul: matmulOn(device, cpuKernels.matmul),
    conv: convOn(device, cpuKernels.conv),
    pool: poolOn(device, volumePoolOn(device, cpuKernels.pool)),
    gather: gatherOn(device, cpuKernels.gather),
    scatterAdd: scatterAddOn(device, cpuKernels.scatterAdd),
    random: randomOn(device, cpuKernels.random),
  };
}

/** The fused kernels. */
export function fusedOn(device: Device, kernels: KernelTable): FusedKernels {
  return {
    softmax: softmaxOn(device, cpuFused.softmax),
    logSoftmax: logSoftmaxOn(device, cpuFused.logSoftmax),
    linear: linearOn(device, cpuFused.linear),
    convBias: convBiasOn(device, cpuFused.convBias),
    crossEntropy: crossEntropyOn(device, cpuFused.crossEntropy),
    crossEntropyGrad: crossEntropyGradOn(device, cpuFused.crossEntropyGrad),
    batchNorm: batchNormOn(device, cpuFused.batchNorm),
    batchNormGrad: batchNormGradOn(device, cpuFused.batchNormGrad),
    batchNormInference: batchNormInferenceOn(device, cpuFused.batchNormInference),
    layerNorm: layerNormOn(device, cpuFused.layerNorm),
    layerNormGrad: layerNormGradOn(device, cpuFused.layerNormGrad),
    lstmCell: lstmCellOn(device, cpuFused.lstmCell),
    lstmCellGrad: lstmCellGradOn(device, cpuFused.lstmCellGrad),
    gruCell: gruCellOn(device, cpuFused.gruCell),
    gruCellGrad: gruCellGradOn(device, cpuFused.gruCellGrad),
    lstm: lstmOn(device, cpuFused.lstm),
    lstmGrad: lstmGradOn(device, cpuFused.lstmGrad),
    gru: gruOn(device, cpuFused.gru),
    gruGrad: gruGradOn(device, cpuFused.gruGrad),
    elementwise: elementwiseOn(device, kernels),
  };
}
