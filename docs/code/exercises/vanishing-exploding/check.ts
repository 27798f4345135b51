import { clipByGlobalNorm, Parameter, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const large = [
    tensor([
      [3, 0],
      [0, 4],
    ]),
    tensor([12]),
  ];
  const clipped = answer.clip(large, 6.5);
  expectThat('There should be one result for each gradient.', clipped.length === 2);
  // The norms are 5 and 12, together 13: half of everything is left.
  expectClose('A gradient of two, of norms 5 and 12, clipped to 6.5,', clipped[0]!, [
    [1.5, 0],
    [0, 2],
  ]);
  expectClose('The other one', clipped[1]!, [6]);

  const small = [tensor([0.3, -0.4]), tensor([1.2])];
  expectClose('A gradient below the limit stays: it', answer.clip(small, 2)[0]!, [0.3, -0.4]);
  const zero = answer.clip([tensor([0, 0])], 1)[0]!;
  expectClose('A gradient of zero', zero, [0, 0]);

  const parameters = large.map((gradient) => new Parameter(gradient));
  const theirs = clipByGlobalNorm(new Map(parameters.map((each, i) => [each, large[i]!])), 1);
  const ours = answer.clip(large, 1);
  for (const [i, parameter] of parameters.entries())
    expectClose('What clipByGlobalNorm gives', ours[i]!, theirs.get(parameter)!);
}
