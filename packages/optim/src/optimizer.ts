// The driver that all optimizers share: groups, slots, the step count, weight decay and saved state.

import {
  add,
  type Cell,
  cast,
  loadCells,
  mul,
  namedCells,
  neg,
  Parameter,
  State,
  type StateDict,
  scalar,
  scope,
  stateDictOf,
  sub,
  type Tensor,
  TensorError,
  zerosLike,
} from '@cambium/tensor';
import { checkOptions } from './options.ts';
import { scalarState, scalarType, toScalar } from './scalar.ts';
import type { Schedule } from './schedules/schedule.ts';
import { Traced } from './traced.ts';

/** Gradients by parameter, as `valueAndGrad` gives them. */
export type GradientMap = ReadonlyMap<Parameter, Tensor>;

/** Options of every optimizer. A group may set its own. */
export interface OptimizerOptions {
  /** Step size, or a schedule of it by the number of steps done. */
  learningRate?: number | Schedule;
  /** Pulls weights towards zero: `g ← g + weightDecay · w`, or decoupled from the gradient where the optimizer says so. Default 0. */
  weightDecay?: number;
  /** Climb instead of descend. Default `false`. */
  maximize?: boolean;
}

/** Parameters that share options of their own. */
export type ParameterGroup<Options> = {
  /** A model, or any object with the parameters inside. */
  readonly target: object;
} & Partial<Options>;

/** What an optimizer trains: a model (or any object with parameters inside), or groups. */
export type OptimizerTarget<Options> = object | readonly ParameterGroup<Options>[];

/** Memory of the rule for one parameter, by name. */
export type Slots<Name extends string> = { readonly [N in Name]: State };

/** Whether weight decay adds to the gradient, shrinks the weights beside it, or is a matter of the rule. */
export type DecayForm = 'gradient' | 'weights' | 'rule';

/** What a rule may use besides parameter, gradient and slots. Tensors have the dtype of the parameter. */
export interface StepContext<Options, ScalarName extends string> {
  /** The count, in double precision; see {@link Optimizer.scalars}. */
  readonly steps: Tensor;
  /** The rate of this step. */
  readonly learningRate: Tensor;
  /** Options of the group, defaults filled in. */
  readonly options: Required<Options>;
  /** What {@link Optimizer.scalars} gave. */
  readonly scalars: { readonly [N in ScalarName]: Tensor };
}

interface Group<Options> {
  readonly options: Required<Options>;
  readonly learningRate: State;
  readonly schedule: Schedule | null;
  readonly parameters: readonly Parameter[];
}

/** The name of a slot that counts the steps of its parameter. */
const counter = 'steps';

/**
 * Base of all optimizers; a subclass is the rule for one parameter.
 *
 * Learning rate, step count and slots are cells, so that a recorded step stays right when it is replayed. Scalars are
 * computed in double precision where the backend has it.
 *
 * A rule is traced at the first step of each parameter. If it consists of elementwise ops it is one pass over memory
 * from then on, with the same bits; otherwise it goes on op by op.
 *
 * @example
 * ```ts
 * class SignDescent extends Optimizer<never, OptimizerOptions> {
 *   constructor(target: OptimizerTarget<OptimizerOptions>) {
 *     super(target, { learningRate: 0.01, weightDecay: 0, maximize: false }, []);
 *   }
 *   protected update(
 *     parameter: Parameter,
 *     gradient: Tensor,
 *     _slots: Slots<never>,
 *     { learningRate }: StepContext<OptimizerOptions, never>,
 *   ): void {
 *     parameter.assign(sub(parameter, mul(learningRate, sign(gradient))));
 *   }
 * }
 * new SignDescent(model).step(grads);
 * ```
 */
export abstract class Optimizer<
  SlotName extends string,
  Options extends OptimizerOptions,
  ScalarName extends string = never,
> {
  /** Number of steps done. */
  readonly steps: State;
  readonly #groups: readonly Group<Options>[];
  readonly #slots: ReadonlyMap<Parameter, Slots<SlotName>>;
  readonly #rules: ReadonlyMap<Parameter, Traced<Tensor>>;
  readonly #beginning: Traced<never>;
  readonly #cells: ReadonlyMap<string, Cell>;
  #applied: GradientMap | null = null;

  /**
   * @param target a model, any object with parameters inside, or groups `{ target, ...options }`
   * @param options what holds for all groups, defaults filled in
   * @param slotNames memory that the rule needs for each parameter
   */
  constructor(target: OptimizerTarget<Options>, options: Required<Options>, slotNames: readonly SlotName[]) {
    const name = this.constructor.name;
    const given: readonly (object & { readonly target: object })[] = isGroupList(target)
      ? target
      : [{ target }];
    this.steps = scalarState(0);
    this.#groups = given.map((group) => {
      const own: Required<Options> = { ...options, ...group };
      checkOptions(name, own);
      return { options: own, ...startGroup(name, group.target, own as OptimizerOptions, this.steps) };
    });

    const named = given.flatMap((group) => [...namedParameters(group.target)]);
    const slots = new Map<Parameter, Slots<SlotName>>();
    const cells = new Map<string, Cell>([['steps', this.steps]]);
    this.#groups.forEach(
      (group, index) => void cells.set(`groups.${index}.learningRate`, group.learningRate),
    );
    for (const [path, parameter] of named) {
      if (slots.has(parameter)) throw new TensorError(name, 'value', `parameter '${path}' is in two groups.`);
      const { options: own } = this.#groups.find((group) => group.parameters.includes(parameter))!;
      const entries = slotNames.map(
        (slot) => [slot, scope(() => new State(this.initialSlot(slot, parameter, own)))] as const,
      );
      slots.set(parameter, Object.fromEntries(entries) as Slots<SlotName>);
      for (const [slot, state] of entries) cells.set(uniqueName(cells, `slots.${path}.${slot}`), state);
    }
    if (slots.size === 0)
      throw new TensorError(name, 'value', 'there are no parameters to train. Is the target a model?');
    this.#slots = slots;
    this.#cells = cells;
    const rules = this.#groups.flatMap((group) =>
      group.parameters.map((parameter) => {
        const rule = (gradient: Tensor) => this.#apply(group, parameter, gradient);
        return [parameter, new Traced(rule)] as const;
      }),
    );
    this.#rules = new Map(rules);
    this.#beginning = new Traced(() => this.#begin());
  }

  /** The learning rate of the first group. Assign to it to change it by hand; a schedule sets it at each step. */
  get learningRate(): State {
    return this.#groups[0]!.learningRate;
  }

  /** The learning rates of all groups. */
  get learningRates(): readonly State[] {
    return this.#groups.map((group) => group.learningRate);
  }

  /**
   * Changes the parameters by one step. Parameters without a gradient stay as they are.
   *
   * The gradients stay readable until the next step, which frees them.
   *
   * @throws TensorError `gradient` if none of the gradients belongs to this optimizer
   */
  step(gradients: GradientMap): void {
    if (![...gradients.keys()].some((parameter) => this.#slots.has(parameter))) {
      throw new TensorError(
        this.constructor.name,
        'gradient',
        'none of the gradients belongs to a parameter of this optimizer.',
      );
    }
    scope(() => {
      this.#beginning.run();
      for (const { parameters } of this.#groups) {
        for (const parameter of parameters) {
          const gradient = gradients.get(parameter);
          if (gradient !== undefined && parameter.isTrainable) this.#rules.get(parameter)!.run(gradient);
        }
      }
    });
    this.#free(gradients);
  }

  /** Step count, learning rates and slots by path. */
  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells;
  }

  /** Values of the cells by path. The tensors are the live ones. */
  stateDict(): StateDict {
    return stateDictOf(this.#cells);
  }

  /** Takes over a saved state; nothing is changed unless everything fits. */
  loadStateDict(saved: Readonly<StateDict>): this {
    loadCells(this.constructor.name, this.#cells, saved);
    return this;
  }

  /** The rule: assigns to the parameter and to its slots. */
  protected abstract update(
    parameter: Parameter,
    gradient: Tensor,
    slots: Slots<SlotName>,
    context: StepContext<Options, ScalarName>,
  ): void;

  /**
   * Numbers that depend on the step alone, in double precision. `steps` counts the parameter's, the present one
   * included, where there is a slot of that name; elsewhere it counts all.
   */
  protected scalars(_steps: Tensor, _options: Required<Options>): { readonly [N in ScalarName]: Tensor } {
    return {} as { readonly [N in ScalarName]: Tensor };
  }

  /** What a slot holds before the first step: zeros like the parameter, or a count of 0. Runs in the constructor. */
  protected initialSlot(slot: SlotName, parameter: Parameter, _options: Required<Options>): Tensor {
    return slot === counter ? scalar(0, { dtype: scalarType() }) : zerosLike(parameter);
  }

  /** How weight decay works; `weights` is decoupled: `w ← w − learningRate · weightDecay · w`. */
  protected decayForm(_options: Required<Options>): DecayForm {
    return 'gradient';
  }

  /** What a step begins with: rates by schedule, and the count. */
  #begin(): void {
    for (const { schedule, learningRate } of this.#groups) {
      if (schedule !== null) learningRate.assign(toScalar(schedule(this.steps.value)));
    }
    this.steps.assign(add(this.steps, 1));
  }

  /** Decay, and the rule, for one parameter. */
  #apply({ options, ...group }: Group<Options>, parameter: Parameter, given: Tensor): void {
    const slots = this.#slots.get(parameter)!;
    const count: State | undefined = (slots as Partial<Slots<string>>)[counter];
    count?.assign(add(count, 1));
    const { dtype } = parameter;
    const steps = (count ?? this.steps).value;
    const scalars = Object.entries<Tensor>(this.scalars(steps, options)).map(([name, value]) => [
      name,
      cast(value, dtype),
    ]);
    const learningRate = cast(group.learningRate, dtype);
    let gradient = options.maximize ? neg(given) : given;
    const decay = options.weightDecay ?? 0;
    const form = this.decayForm(options);
    if (decay !== 0 && form === 'weights') {
      parameter.assign(mul(parameter, sub(1, mul(learningRate, decay))));
    } else if (decay !== 0 && form === 'gradient') {
      gradient = add(gradient, mul(parameter, decay));
    }
    this.update(parameter, gradient, slots, {
      steps,
      learningRate,
      options,
      scalars: Object.fromEntries(scalars) as { [N in ScalarName]: Tensor },
    });
  }

  #free(gradients: GradientMap): void {
    if (this.#applied !== null && this.#applied !== gradients) {
      for (const gradient of this.#applied.values()) if (!gradient.isKept) gradient.dispose();
    }
    this.#applied = gradients;
  }
}

/** Checks the options that all optimizers have, and sets the learning rate to its first value. */
function startGroup(
  name: string,
  target: object,
  { learningRate, weightDecay }: OptimizerOptions,
  steps: State,
): Omit<Group<never>, 'options'> {
  const parameters = [...namedParameters(target).values()];
  if (weightDecay === undefined || !(weightDecay >= 0)) {
    throw new TensorError(name, 'value', `weightDecay is a number ≥ 0, got ${weightDecay}.`);
  }
  if (typeof learningRate === 'function') {
    const state = scalarState(0);
    scope(() => void state.assign(toScalar(learningRate(steps.value))));
    return { parameters, schedule: learningRate, learningRate: state };
  }
  if (learningRate === undefined || !(learningRate >= 0 && Number.isFinite(learningRate))) {
    throw new TensorError(name, 'value', `learningRate is a number ≥ 0 or a schedule, got ${learningRate}.`);
  }
  return { parameters, schedule: null, learningRate: scalarState(learningRate) };
}

function isGroupList(target: object): target is readonly { readonly target: object }[] {
  return Array.isArray(target) && target.length > 0 && target.every((each) => 'target' in Object(each));
}

function namedParameters(target: object): Map<string, Parameter> {
  const entries = [...namedCells(target)];
  return new Map(entries.filter((entry): entry is [string, Parameter] => entry[1] instanceof Parameter));
}

/** Groups may use one path twice. */
function uniqueName(taken: ReadonlyMap<string, Cell>, name: string): string {
  let unique = name;
  for (let i = 1; taken.has(unique); i++) unique = `${name}#${i}`;
  return unique;
}
