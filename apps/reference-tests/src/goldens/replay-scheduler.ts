// Replays learning-rate schedules, which are functions of the number of steps here.

import * as cm from 'cambium';
import { Unsupported } from './adapter.ts';
import { compareValues } from './compare.ts';
import { type Golden, type Json, list, numberOf, record } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';

type Settings = { readonly [name: string]: Json };
type Maker = (initial: number, settings: Settings, use: Required<ScheduleUse>) => cm.Schedule;

/** What a schedule is for. */
interface ScheduleUse {
  /** Which of the parameter groups: rules may differ. */
  readonly group?: number;
  /** How many steps it must agree for. */
  readonly steps?: number;
}

/** Steps that each case records, besides the first row. */
const recordedSteps = 40;

const makers: { readonly [scheduler: string]: Maker } = {
  LambdaLR: (initial, { lr_lambda }, { group }) => {
    const { kind, ...rule } = record(Array.isArray(lr_lambda) ? list(lr_lambda)[group] : lr_lambda);
    if (kind === 'power') return cm.exponentialDecay({ initial, factor: numberOf(rule.base) });
    if (kind === 'inverse') return cm.inverseTimeDecay({ initial, rate: numberOf(rule.k) });
    if (kind === 'warmup') return cm.warmUp(constant(initial), { duration: numberOf(rule.n) });
    throw new Unsupported(`no schedule by the rule ${String(kind)}`);
  },
  MultiplicativeLR: (initial, { lr_lambda }) => {
    const { kind, value } = record(lr_lambda);
    if (kind !== 'constant') throw new Unsupported(`no product of factors by the rule ${String(kind)}`);
    return cm.exponentialDecay({ initial, factor: numberOf(value) });
  },
  StepLR: (initial, { step_size, gamma = 0.1 }) =>
    cm.stepDecay({ initial, factor: numberOf(gamma), every: numberOf(step_size) }),
  ExponentialLR: (initial, { gamma }) => cm.exponentialDecay({ initial, factor: numberOf(gamma) }),
  CosineAnnealingLR: (initial, { T_max, eta_min = 0 }, { steps }) => {
    const duration = numberOf(T_max);
    if (duration < steps) throw new Unsupported('cosineDecay stays at its end, PyTorch rises again');
    return cm.cosineDecay({ initial, duration, final: numberOf(eta_min) });
  },
};

function constant(rate: number): cm.Schedule {
  return (steps) => cm.add(cm.mul(steps, 0), rate);
}

/** Our schedule for PyTorch's. */
export function makeSchedule(
  scheduler: string,
  initial: number,
  settings: Settings,
  use: ScheduleUse = {},
): cm.Schedule {
  const make = makers[scheduler];
  if (make === undefined) throw new Unsupported(`no ${scheduler}`);
  return make(initial, settings, { group: 0, steps: recordedSteps, ...use });
}

/** Compares the rates of all groups after each step. */
export function replayScheduler(file: string, golden: Golden): Outcome {
  const rows = list(golden.lrs).map((row) => list(row).map(numberOf));
  const parts = list(golden.base_lrs).map((base, group): Part => {
    const schedule = makeSchedule(golden.op, numberOf(base), record(golden.kwargs), { group });
    const rates = rows.map((_, steps) =>
      cm.scope(() => schedule(cm.scalar(steps, { dtype: 'float64' })).dataSync()[0]!),
    );
    return {
      name: `rates of group ${group}`,
      verdict: compareValues(
        rates,
        rows.map((row) => row[group]!),
      ),
    };
  });
  return outcomeOf(
    { file, op: golden.op, id: golden.id },
    parts,
    golden.momenta ? ['momenta not compared: no counterpart'] : [],
  );
}
