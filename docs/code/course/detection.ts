// What a detector needs around its network: overlaps, suppression, average precision, targets and decoding.

import { imageGrid, lines } from '@cambium/plot';
import {
  boxIou,
  completeBoxIou,
  distanceBoxIou,
  generalizedBoxIou,
  HostRandom,
  type LabelledBox,
  MeanAveragePrecision,
  nms,
  tensor,
  yoloDecode,
  yoloTargets,
  zeros,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region overlap
// A box moves away from another of the same size. How wrong is it, in each measure?
const shifts = Array.from({ length: 31 }, (_, i) => i / 10);
const moving = tensor(shifts.map((shift) => [shift, 0, shift + 1, 1]));
const measures = { '1 − IoU': boxIou, '1 − GIoU': generalizedBoxIou, '1 − DIoU': distanceBoxIou };
const losses = Object.entries(measures).map(([name, measure]) => {
  const values = measure(tensor([[0, 0, 1, 1]]), moving).dataSync();
  return [name, shifts.map((shift, i): [number, number] => [shift, 1 - values[i]!])] as const;
});
await show('losses', lines(Object.fromEntries(losses), { axes: ['shift, in widths of a box', 'loss'] }));

// Two boxes with the centre and the IoU of each other beside a square: only one has its aspect ratio.
const half = 2 / Math.sqrt(3);
const candidates = { tall: [3, 0, 5, 8], small: [4 - half, 4 - half, 4 + half, 4 + half] };
for (const [name, corners] of Object.entries(candidates)) {
  const pair = [tensor([[2, 2, 6, 6]]), tensor([corners])] as const;
  const [iou, ciou] = [boxIou(...pair), completeBoxIou(...pair)].map((value) => value.dataSync()[0]!.toFixed(3));
  console.log(`${name}: IoU ${iou}, CIoU ${ciou}`);
}
// #endregion overlap

// #region suppression
type Corners = [number, number, number, number];
const things: (LabelledBox & { box: Corners })[] = [
  { box: [6, 10, 38, 42], label: 0 },
  { box: [48, 8, 88, 32], label: 0 },
  { box: [42, 48, 82, 88], label: 0 },
];
const truths = tensor(things.map(({ box }) => box));
const overlapOf = (box: Corners): Float32Array => boxIou(tensor([box]), truths).dataSync() as Float32Array;

// What a network might say: some boxes about each thing, all a little off, and three about nothing.
const random = new HostRandom(2);
const about = things.flatMap(({ box }) =>
  Array.from({ length: 6 }, () => box.map((corner) => corner + random.normal(0, 3)) as Corners),
);
const nothing: Corners[] = [[4, 60, 30, 90], [60, 34, 80, 50], [2, 48, 22, 60]];
const boxes = [...about, ...nothing];
const scores = [...about.map((box) => Math.max(...overlapOf(box)) - random.uniform(0, 0.3)), 0.75, 0.4, 0.3];
const kept = Array.from(nms(tensor(boxes), tensor(scores), { iouThreshold: 0.5 }).dataSync());
console.log(`${boxes.length} boxes, ${kept.length} after suppression: scores ${kept.map((i) => scores[i]!.toFixed(2)).join(', ')}`);
// #endregion suppression

// #region precision
// By falling score: is it right? Then the area under precision over recall.
const taken = new Set<number>();
const isRight = kept.map((place) => {
  const overlaps = overlapOf(boxes[place]!);
  const best = overlaps.indexOf(Math.max(...overlaps));
  if (overlaps[best]! < 0.5 || taken.has(best)) return false;
  taken.add(best);
  return true;
});
const precisions = isRight.map((_, i) => isRight.slice(0, i + 1).filter(Boolean).length / (i + 1));
const average = isRight.reduce(
  (area, right, i) => area + (right ? Math.max(...precisions.slice(i)) / things.length : 0),
  0,
);
const metric = new MeanAveragePrecision({ classes: 1 });
metric.add({ boxes: kept.map((i) => boxes[i]!), scores: kept.map((i) => scores[i]!), classes: kept.map(() => 0) }, things);
console.log(`right? ${isRight.map((right) => (right ? 'yes' : 'no')).join(', ')}`);
console.log(`average precision by hand ${average.toFixed(4)}, by the library ${metric.result().mean.toFixed(4)}`);
// #endregion precision

const side = 96;
const pixels = Float32Array.from({ length: side * side }, (_, i) => {
  const [x, y] = [i % side, Math.floor(i / side)];
  const isInk = things.some(({ box: [x1, y1, x2, y2] }) => {
    return ((2 * x + 1 - x1 - x2) / (x2 - x1)) ** 2 + ((2 * y + 1 - y1 - y2) / (y2 - y1)) ** 2 <= 1;
  });
  return isInk ? 0.9 : 0.25 + random.uniform(0, 0.1);
});
const image = { data: pixels, shape: [side, side] };
const marked = (places: readonly number[]) => places.map((i) => ({ box: boxes[i]!, label: scores[i]!.toFixed(2) }));
await show(
  'suppression',
  imageGrid(
    [
      { image, title: 'before', boxes: marked([...boxes.keys()]).map(({ box }) => ({ box })) },
      { image, title: 'after', boxes: marked(kept) },
    ],
    { cellSize: 240 },
  ),
);

// #region yolo
// Which cell and anchor has to find which thing, and what a head that says zeros would answer there.
const options = { anchors: [[34, 34], [40, 22]], classes: 1, imageSize: [side, side], cells: [6, 6] } as const;
const targets = yoloTargets(things, options);
const decoded = yoloDecode(zeros([1, 6, 6, 2, 6]), options).boxes;
for (let place = 0; place < 6 * 6 * 2; place++) {
  const [state, ...box] = targets.data.subarray(6 * place, 6 * place + 5);
  if (state !== 1) continue;
  const [row, column, anchor] = [Math.floor(place / 12), Math.floor(place / 2) % 6, place % 2];
  const prior = Array.from(decoded.at(0, row, column, anchor).dataSync());
  console.log(`row ${row}, column ${column}, anchor ${anchor}: [${box.join(', ')}], from zeros [${prior.join(', ')}]`);
}
// #endregion yolo
