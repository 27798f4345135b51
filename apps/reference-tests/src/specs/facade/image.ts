// tf.image.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, floating, run, runAll } from './convert.ts';
import { scalar } from './create.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';

type Size = readonly [number, number];

function resizing(op: string, mode: 'bilinear' | 'nearest') {
  return (images: Like, size: Size, alignCorners = false, halfPixelCenters = false): FacadeTensor =>
    run(() => {
      const given = convert(images, 'images', op);
      if (given.rank !== 3 && given.rank !== 4)
        refuse(op, `x must be rank 3 or 4, but got rank ${given.rank}.`);
      if (alignCorners && halfPixelCenters)
        refuse(op, 'If halfPixelCenters is true, alignCorners must be false.');
      const pixelCenter = halfPixelCenters ? 'middle' : 'corner';
      const resize = (x: Tensor): Tensor => cambium.resize(x, size, { mode, alignCorners, pixelCenter });
      return given.rank === 4 ? resize(given) : cambium.squeeze(resize(cambium.expandDims(given, 0)), 0);
    });
}

function checkRank(op: string, x: Tensor, least: number, most = least): void {
  if (x.rank < least || x.rank > most)
    refuse(op, `images must be at least rank ${least}, but got rank ${x.rank}.`);
}

/** Red, green and blue in the lightness of a pixel (CCIR 601). */
const luma = [0.2989, 0.587, 0.114];

function brightness(images: Tensor): Tensor {
  return cambium.sum(cambium.mul(floating(images), cambium.tensor(luma)), -1, { keepDims: true });
}

interface Selected {
  readonly selectedIndices: FacadeTensor;
  readonly selectedScores: FacadeTensor;
}

/** Boxes there are any two opposite corners, y before x; what is no list of boxes goes on as it is, and is refused. */
function cornersOf(boxes: cambium.Tensor): cambium.Tensor {
  if (boxes.rank !== 2 || boxes.shape[1] !== 4) return boxes;
  const [y1, x1, y2, x2] = cambium.split(boxes, 4, 1) as [
    cambium.Tensor,
    cambium.Tensor,
    cambium.Tensor,
    cambium.Tensor,
  ];
  const [left, right] = [cambium.minimum(x1, x2), cambium.maximum(x1, x2)];
  const [top, bottom] = [cambium.minimum(y1, y2), cambium.maximum(y1, y2)];
  return cambium.concat([left, top, right, bottom], 1);
}

function suppress(
  boxes: Like,
  scores: Like,
  maxOutputSize: number,
  iouThreshold?: number | null,
  scoreThreshold?: number | null,
  softNmsSigma?: number | null,
): Selected {
  const [selectedIndices, selectedScores] = runAll(() => {
    const op = 'nonMaxSuppression';
    const corners = cornersOf(convert(boxes, 'boxes', op, 'float32'));
    const values = convert(scores, 'scores', op, 'float32');
    const limit = maxOutputSize;
    const removalThreshold = iouThreshold ?? 0.5;
    const least = scoreThreshold ?? Number.NEGATIVE_INFINITY;
    if (!softNmsSigma) {
      const options = { limit, iouThreshold: removalThreshold, scoreThreshold: least };
      const kept = cambium.nms(corners, values, options);
      return [kept, cambium.gather(values, kept)];
    }
    // The Gaussian there is exp(−IoU² / 2σ).
    const options = { limit, removalThreshold, scoreThreshold: least, sigma: 2 * softNmsSigma };
    const found = cambium.softNms(corners, values, options);
    return [found.indices, found.scores];
  });
  return { selectedIndices: selectedIndices!, selectedScores: selectedScores! };
}

function padded(
  boxes: Like,
  scores: Like,
  maxOutputSize: number,
  iouThreshold?: number,
  scoreThreshold?: number,
  padToMaxOutputSize = false,
): { selectedIndices: FacadeTensor; validOutputs: FacadeTensor } {
  let size = 0;
  const selectedIndices = run(() => {
    const found = suppress(boxes, scores, maxOutputSize, iouThreshold, scoreThreshold).selectedIndices.inner;
    size = found.size;
    return cambium.pad(found, [[0, padToMaxOutputSize ? Math.max(0, maxOutputSize - size) : 0]]);
  });
  return { selectedIndices, validOutputs: scalar(size, 'int32') };
}

export const image = {
  resizeBilinear: resizing('resizeBilinear', 'bilinear'),
  resizeNearestNeighbor: resizing('resizeNearestNeighbor', 'nearest'),

  cropAndResize: (
    images: Like,
    boxes: Like,
    boxInd: Like,
    cropSize: Size,
    mode: 'bilinear' | 'nearest' = 'bilinear',
    value = 0,
  ): FacadeTensor =>
    run(() => {
      const op = 'cropAndResize';
      const [given, corners] = [convert(images, 'image', op), convert(boxes, 'boxes', op, 'float32')];
      return cambium.cropAndResize(given, corners, convert(boxInd, 'boxInd', op, 'int32'), cropSize, {
        mode,
        value,
      });
    }),

  // Their centre is a share of the width, not of the distance between the outermost pixels.
  rotateWithOffset: (
    images: Like,
    radians: number,
    fillValue: number | readonly number[] = 0,
    center: number | Size = 0.5,
  ): FacadeTensor =>
    run(() => {
      const given = convert(images, 'image', 'rotateWithOffset', 'float32');
      const [x, y] = typeof center === 'number' ? [center, center] : center;
      const turned = (one: Tensor, value: number): Tensor =>
        cambium.rotateImages(one, radians, {
          mode: 'nearest',
          value,
          center: [y * given.shape[1]!, x * given.shape[2]!],
        });
      if (typeof fillValue === 'number') return turned(given, fillValue);
      // One colour of the background for each channel, the fourth opaque.
      const channels = cambium.split(given, given.shape[3]!, 3);
      return cambium.concat(
        channels.map((one, i) => turned(one, i === 3 ? 255 : fillValue[i]!)),
        3,
      );
    }),

  transform: (
    images: Like,
    transforms: Like,
    mode: 'bilinear' | 'nearest' = 'nearest',
    fillMode: 'constant' | 'reflect' | 'wrap' | 'nearest' = 'constant',
    value = 0,
    outputShape?: Size | null,
  ): FacadeTensor =>
    run(() => {
      const given = convert(images, 'image', 'transform', 'float32');
      const outside = (
        { constant: 'constant', reflect: 'symmetric', wrap: 'circular', nearest: 'replicate' } as const
      )[fillMode];
      const maps = convert(transforms, 'transforms', 'transform', 'float32');
      if (outputShape !== undefined && outputShape !== null && outputShape.length !== 2)
        refuse('transform', `outputShape must be [height, width] or null, but got ${outputShape}.`);
      const size = outputShape ?? given.shape.slice(1, 3);
      return cambium.projectiveTransform(given, maps, { mode, outside, value, size });
    }),

  flipLeftRight: (images: Like): FacadeTensor =>
    run(() => {
      const given = convert(images, 'image', 'flipLeftRight', 'float32');
      checkRank('flipLeftRight', given, 4);
      return cambium.flip(given, 2);
    }),

  grayscaleToRGB: (images: Like): FacadeTensor =>
    run(() => {
      const given = convert(images, 'image', 'grayscaleToRGB');
      checkRank('grayscaleToRGB', given, 2, 6);
      if (given.shape.at(-1) !== 1)
        refuse('grayscaleToRGB', 'last dimension of a grayscale image should be size 1.');
      return cambium.repeat(given, 3, -1);
    }),

  rgbToGrayscale: (images: Like): FacadeTensor =>
    run(() => {
      const given = convert(images, 'image', 'RGBToGrayscale');
      checkRank('rgbToGrayscale', given, 2, 6);
      if (given.shape.at(-1) !== 3)
        refuse('rgbToGrayscale', 'last dimension of an RGB image should be size 3.');
      return cambium.cast(brightness(given), given.dtype);
    }),

  threshold: (images: Like, method = 'binary', inverted = false, threshValue = 0.5): FacadeTensor =>
    run(() => {
      const given = convert(images, 'image', 'threshold');
      if (method !== 'binary') refuse('threshold', `Method must be binary, but was ${method}`);
      const gray = given.shape[2] === 3 ? brightness(given) : floating(given);
      const isLight = cambium.greater(gray, threshValue * 255);
      return cambium.cast(cambium.mul(inverted ? cambium.logicalNot(isLight) : isLight, 255), 'int32');
    }),

  nonMaxSuppression: (boxes: Like, scores: Like, size: number, iou?: number, least?: number): FacadeTensor =>
    suppress(boxes, scores, size, iou, least).selectedIndices,
  nonMaxSuppressionAsync: async (boxes: Like, scores: Like, size: number, iou?: number, least?: number) =>
    suppress(boxes, scores, size, iou, least).selectedIndices,
  nonMaxSuppressionWithScore: suppress,
  nonMaxSuppressionWithScoreAsync: async (...args: Parameters<typeof suppress>) => suppress(...args),
  nonMaxSuppressionPadded: padded,
  nonMaxSuppressionPaddedAsync: async (...args: Parameters<typeof padded>) => padded(...args),
};

/** Names under which the resizing ops are methods. */
export const { resizeBilinear, resizeNearestNeighbor } = image;
