// All workloads, in the order of the table.

import type { Workload } from '../workload.ts';
import { attentionWorkloads } from './attention.ts';
import { convWorkloads } from './conv.ts';
import { denseWorkloads } from './dense.ts';
import { elementwiseWorkloads } from './elementwise.ts';
import { leNetWorkloads } from './lenet.ts';
import { matmulWorkloads } from './matmul.ts';
import { recurrentWorkloads } from './recurrent.ts';
import { resNetWorkloads } from './resnet.ts';

/** The workloads. */
export const workloads: readonly Workload[] = [
  ...matmulWorkloads,
  ...elementwiseWorkloads,
  ...convWorkloads,
  ...denseWorkloads,
  ...leNetWorkloads,
  ...recurrentWorkloads,
  ...attentionWorkloads,
  ...resNetWorkloads,
];
