// What a detector needs around its network: overlaps, suppression, average precision, targets and decoding.

import { imageGrid, lines } from '@cambium/plot';
import {
  type AnchorSize,
  boxIou,
  completeBoxIou,
  distanceBoxIou,
  generalizedBoxIou,
  HostRandom,
  MeanAveragePrecision,
  nms,
  tensor,
  yoloDecode,
  yoloTargets,
  zeros,
} from 'cambium';
import { show } from '../kit/show.ts';

const side = 96;

// #region overlap
// A box moves away from another of the same size. How wrong is it, in each measure?
const shifts = Array.from({ length: 31 }, (_, i) => i / 10);
const moving = tensor(shifts.map((shift) => [shift, 0, shift + 1, 1]));
const lossesOf = (measure: typeof boxIou): [number, number][] => {
  const values = measure(tensor([[0, 0, 1, 1]]), moving).dataSync();
  return shifts.map((shift, i) => [shift, 1 - values[i]!]);
};
const losses = {
  '1 − IoU': lossesOf(boxIou),
  '1 − GIoU': lossesOf(generalizedBoxIou),
  '1 − DIoU': lossesOf(distanceBoxIou),
};
await show('losses', lines(losses, { axes: ['shift, in widths of a box', 'loss'] }));

// Two boxes beside a square, with its centre and the same IoU: one of them has another aspect ratio.
const [square, half] = [tensor([[2, 2, 6, 6]]), 2 / Math.sqrt(3)];
const candidates = { tall: [3, 0, 5, 8], small: [4 - half, 4 - half, 4 + half, 4 + half] };
for (const [name, corners] of Object.entries(candidates)) {
  const [iou, ciou] = [boxIou(square, tensor([corners])), completeBoxIou(square, tensor([corners]))];
  console.log(`${name}: IoU ${(await iou.item()).toFixed(3)}, CIoU ${(await ciou.item()).toFixed(3)}`);
}
// #endregion overlap

type Corners = [number, number, number, number];
const things = [
  { box: [6, 10, 38, 42] as Corners, label: 0 },
  { box: [48, 8, 88, 32] as Corners, label: 0 },
  { box: [42, 48, 82, 88] as Corners, label: 0 },
];
const truths = tensor(things.map(({ box }) => box));
const overlapsOf = (box: Corners): number[] => Array.from(boxIou(tensor([box]), truths).dataSync());

// #region suppression
// What a network might say: six boxes about each thing, all a little off,
// and three about nothing.
const random = new HostRandom(2);
const about = things.flatMap(({ box }) =>
  Array.from({ length: 6 }, () => box.map((corner) => corner + random.normal(0, 3)) as Corners),
);
const quality = about.map((box) => Math.max(...overlapsOf(box)) - random.uniform(0, 0.3));
const boxes: Corners[] = [...about, [4, 60, 30, 90], [60, 34, 80, 50], [2, 48, 22, 60]];
const scores = [...quality, 0.75, 0.4, 0.3];

const kept = Array.from(nms(tensor(boxes), tensor(scores), { iouThreshold: 0.5 }).dataSync());
const found = {
  boxes: kept.map((i) => boxes[i]!),
  scores: kept.map((i) => scores[i]!),
  classes: kept.map(() => 0),
};
console.log(`${boxes.length} boxes, after suppression ${kept.length}`);
console.log(`scores ${found.scores.map((score) => score.toFixed(2)).join(', ')}`);
// #endregion suppression

// #region precision
// By falling score: is it right? Then the area under precision over recall.
const taken = new Set<number>();
const isRight = found.boxes.map((box) => {
  const overlaps = overlapsOf(box);
  const best = overlaps.indexOf(Math.max(...overlaps));
  if (overlaps[best]! < 0.5 || taken.has(best)) return false;
  return taken.add(best).size > 0;
});
const precisions = isRight.map((_, i) => isRight.slice(0, i + 1).filter(Boolean).length / (i + 1));
const shares = isRight.map((right, i) => (right ? Math.max(...precisions.slice(i)) / things.length : 0));
const metric = new MeanAveragePrecision({ classes: 1 });
metric.add(found, things);
const [byHand, byLibrary] = [shares.reduce((sum, share) => sum + share), metric.result().mean];
console.log(`right  ${isRight.map((right) => (right ? 'yes' : 'no')).join(', ')}`);
console.log(`average precision by hand ${byHand.toFixed(4)}, by the library ${byLibrary.toFixed(4)}`);
// #endregion precision

// #region targets
// Which cell and anchor has to find which thing, and what a head that says zeros would answer there.
const anchors: AnchorSize[] = [
  [34, 34],
  [40, 22],
];
const options = { anchors, classes: 1, imageSize: [side, side], cells: [6, 6] } as const;
const { data } = yoloTargets(things, options);
const decoded = yoloDecode(zeros([1, 6, 6, 2, 6]), options).boxes;
for (let place = 0; place < 6 * 6 * 2; place++) {
  const [state, ...box] = data.subarray(6 * place, 6 * place + 5);
  if (state !== 1) continue;
  const [row, column, anchor] = [Math.floor(place / 12), Math.floor(place / 2) % 6, place % 2];
  const prior = decoded.at(0, row, column, anchor).dataSync();
  console.log(
    `row ${row}, column ${column}, anchor ${anchor}: ${box.join(' ')}, from zeros ${prior.join(' ')}`,
  );
}
// #endregion targets

const pixels = Float32Array.from({ length: side * side }, (_, i) => {
  const [x, y] = [(i % side) + 0.5, Math.floor(i / side) + 0.5];
  const isDisc = things.some(({ box: [x1, y1, x2, y2] }) => {
    return ((2 * x - x1 - x2) / (x2 - x1)) ** 2 + ((2 * y - y1 - y2) / (y2 - y1)) ** 2 <= 1;
  });
  return isDisc ? 0.9 : 0.3;
});
const image = { data: pixels, shape: [side, side] };
const labelled = found.boxes.map((box, i) => ({ box, label: found.scores[i]!.toFixed(2) }));
const panels = [
  { image, title: 'before', boxes: boxes.map((box) => ({ box })) },
  { image, title: 'after', boxes: labelled },
];
await show('suppression', imageGrid(panels, { cellSize: 240 }));
