// Subpath `@cambium/train/search`: hyper-parameters, in Node.

export type { Objective } from './search/objective.ts';
export { type SearchOptions, type SearchResult, search } from './search/search.ts';
export {
  type Choice,
  type ChoiceOption,
  choice,
  integer,
  type NumberRange,
  type ParametersOf,
  real,
  type Scale,
  type Space,
} from './search/space.ts';
export {
  type Evaluation,
  gridSearch,
  type Rounds,
  randomSearch,
  type Strategy,
  type SuccessiveHalvingOptions,
  successiveHalving,
  type Trial,
} from './search/strategy.ts';
