import { HostRandom, nms, tensor, yoloDecode } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';
import type { Box } from './solution.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const chain: Box[] = [
    [0, 0, 10, 10],
    [4, 0, 14, 10],
    [8, 0, 18, 10],
  ];
  expectThat(
    'Only boxes that stay suppress others: the third box overlaps the second, which is gone, and has to stay.',
    String(answer.suppress(chain, [0.9, 0.8, 0.7], 0.4)) === '0,2',
  );
  const random = new HostRandom(4);
  const boxes = Array.from({ length: 30 }, (): Box => {
    const [x, y] = [random.uniform(0, 40), random.uniform(0, 40)];
    return [x, y, x + random.uniform(10, 30), y + random.uniform(10, 30)];
  });
  const scores = boxes.map(() => random.uniform());
  for (const threshold of [0.2, 0.5, 0.8]) {
    const wanted = nms(tensor(boxes), tensor(scores), { iouThreshold: threshold });
    expectClose(
      `What stays with the threshold ${threshold}`,
      answer.suppress(boxes, scores, threshold),
      wanted,
    );
  }

  const options = { anchors: [[16, 24]], classes: 1, imageSize: [32, 32] } as const;
  for (const box of [
    [9, 3, 19, 13],
    [20, 17, 30, 31],
    [2, 18, 6, 30],
  ] as const) {
    const [column, row] = [Math.floor((box[0] + box[2]) / 16), Math.floor((box[1] + box[3]) / 16)];
    const raw = new Float32Array(4 * 4 * 6);
    const said = answer.encode(box, [row, column], [16, 24], 8);
    raw.set([...said, 0, 0], 6 * (4 * row + column));
    const decoded = yoloDecode(tensor(raw, { shape: [1, 4, 4, 1, 6] }), options).boxes.at(0, row, column, 0);
    expectClose(`What [${said.map((value) => value.toFixed(3))}] decodes to`, decoded, [...box], 1e-3);
  }
}
