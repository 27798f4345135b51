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
}

const makers: { readonly [scheduler: string]: Maker } = {
  LambdaLR: (initial, { lr_lambda }, { group }) => {
    const { kind, ...rule } = record(Array.isArray(lr_lambda) ? list(lr_lambda)[group] : lr_lambda);
    if (kind === 'power') return cm.exponentialDecay({ initial, factor: numberOf(rule.base) });
    if (kind === 'inverse') return cm.inverseTimeDecay({ initial, rate: numberOf(rule.k) });
    if (kind === 'warmup') return cm.warmUp(cm.constant(initial), { duration: numberOf(rule.n) });
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
  MultiStepLR: (initial, { milestones, gamma = 0.1 }) =>
    cm.multiStepDecay({ initial, factor: numberOf(gamma), milestones: list(milestones).map(numberOf) }),
  ConstantLR: (initial, { factor = 1 / 3, total_iters = 5 }) =>
    cm.piecewise({ boundaries: [numberOf(total_iters)], values: [initial * numberOf(factor), initial] }),
  LinearLR: (initial, { start_factor = 1 / 3, end_factor = 1, total_iters = 5 }) =>
    cm.linearRamp({
      initial: initial * numberOf(start_factor),
      final: initial * numberOf(end_factor),
      duration: numberOf(total_iters),
    }),
  PolynomialLR: (initial, { total_iters = 5, power = 1 }) =>
    cm.polynomialDecay({ initial, duration: numberOf(total_iters), power: numberOf(power) }),
  CosineAnnealingLR: (initial, { T_max, eta_min = 0 }) =>
    cm.cosineDecay({ initial, duration: numberOf(T_max), final: numberOf(eta_min), rises: true }),
  CosineAnnealingWarmRestarts: (initial, { T_0, T_mult = 1, eta_min = 0 }) =>
    cm.cosineRestarts({
      initial,
      duration: numberOf(T_0),
      growth: numberOf(T_mult),
      final: numberOf(eta_min),
    }),
  CyclicLR: (_initial, settings, { group }) => {
    const { base_lr, max_lr, step_size_up = 2000, step_size_down = step_size_up, mode, gamma = 1 } = settings;
    return cm.cyclic({
      low: ofGroup(base_lr, group),
      high: ofGroup(max_lr, group),
      rise: numberOf(step_size_up),
      fall: numberOf(step_size_down),
      cycleFactor: mode === 'triangular2' ? 0.5 : 1,
      stepFactor: mode === 'exp_range' ? numberOf(gamma) : 1,
    });
  },
  OneCycleLR: (_initial, settings, { group }) => {
    const {
      max_lr,
      epochs,
      steps_per_epoch,
      pct_start = 0.3,
      div_factor = 25,
      final_div_factor = 1e4,
    } = settings;
    return cm.oneCycle({
      maximum: ofGroup(max_lr, group),
      duration: numberOf(settings.total_steps ?? numberOf(epochs) * numberOf(steps_per_epoch)),
      riseShare: numberOf(pct_start),
      startDivisor: numberOf(div_factor),
      endDivisor: numberOf(final_div_factor),
      shape: settings.anneal_strategy === 'linear' ? 'linear' : 'cosine',
      threePhases: settings.three_phase === true,
    });
  },
  SequentialLR: (initial, { schedulers, milestones }, use) => {
    const parts = list(schedulers).map(record);
    const made = parts.map(({ op, kwargs }) => makeSchedule(String(op), initial, record(kwargs), use));
    return cm.sequential(made, list(milestones).map(numberOf));
  },
  ChainedScheduler: (initial, { schedulers }, use) => {
    const parts = list(schedulers).map(record);
    // A rate, and factors of it.
    const made = parts.map(({ op, kwargs }, i) =>
      makeSchedule(String(op), i === 0 ? initial : 1, record(kwargs), use),
    );
    return cm.chained(made[0]!, ...made.slice(1));
  },
};

/** A setting that each group may have for itself. */
function ofGroup(setting: Json | undefined, group: number): number {
  return numberOf(Array.isArray(setting) ? list(setting)[group] : setting);
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
  return make(initial, settings, { group: 0, ...use });
}

/** Compares the rates of all groups after each step. */
export function replayScheduler(file: string, golden: Golden): Outcome {
  const rows = list(golden.lrs).map((row) => list(row).map(numberOf));
  if (golden.op === 'ReduceLROnPlateau') return replayPlateau(file, golden, rows);
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

/** The one scheduler that looks at results. */
function replayPlateau(file: string, golden: Golden, rows: readonly (readonly number[])[]): Outcome {
  const { mode, threshold_mode, min_lr, ...others } = record(golden.kwargs);
  const rates = list(golden.base_lrs).map(
    (rate) => new cm.State(cm.scalar(numberOf(rate), { dtype: 'float64' })),
  );
  const numbers = Object.entries(others).map(([name, value]) => [name, numberOf(value)] as const);
  const plateau = new cm.PlateauDecay(
    { learningRates: rates },
    {
      ...Object.fromEntries(numbers),
      minimum: numberOf(min_lr ?? 0),
      mode: mode === 'max' ? 'max' : 'min',
      thresholdMode: threshold_mode === 'abs' ? 'absolute' : 'relative',
    },
  );
  const read = () => rates.map((rate) => rate.value.dataSync()[0]!);
  const found = [read()];
  for (const metric of list(golden.metrics).map(numberOf)) {
    plateau.step(metric);
    found.push(read());
  }
  const verdict = compareValues(found.flat(), rows.flat());
  return outcomeOf({ file, op: golden.op, id: golden.id }, [{ name: 'rates', verdict }]);
}
