// Which of TensorFlow.js core's specs are not run, and why.

/** Specs that are left out. */
export interface Skip {
  /** Matches the full name: the file, its suite, the spec (`ops/cast cast int32 -> string`). */
  readonly specs: RegExp;
  readonly reason: string;
}

const strings = 'strings are no values of tensors in Cambium';
const complex = 'complex numbers are no values of tensors in Cambium';
const pixels = 'reads and draws pixels of a canvas or a video';
const integers = 'differentiates by integers or booleans, which Cambium refuses, as PyTorch and JAX do';
const wording = "compares the wording of an error, which is each library's own";
const saving = "saves optimizers as TensorFlow.js' list of named tensors; Cambium has state dicts";
const ties =
  'gives each of several equal extremes the whole gradient, which so grows; Cambium shares it, as TensorFlow and JAX do';
const notANumber =
  'expects NaN to be passed over; in Cambium, NumPy and PyTorch the greatest of NaN and a number is NaN';
const border = 'has windows that lie in the border entirely, which Cambium refuses';
const rounding =
  'rounds the number of windows up where the last one would begin in the border, or to the nearest';
const lacking = 'expects an error because TensorFlow.js lacks the feature; Cambium has it';

/** The first skip that matches gives the reason. */
export const skips: readonly Skip[] = [
  // Parts of TensorFlow.js that are not functions on tensors
  {
    specs: /^(engine|tape|profiler|debug_mode|kernel_registry|ops\/operation) /,
    reason: 'tests the engine of TensorFlow.js: its tape, profiler and debug mode, and how it wraps kernels',
  },
  {
    specs: /^(gradients gradients grad\(f\): throwing an error|tensor tensor debug mode)/,
    reason: "looks at the state of TensorFlow.js' engine",
  },
  { specs: /^backends\//, reason: 'tests the base class and the helpers of the backends of TensorFlow.js' },
  {
    specs: /^(environment|flags|platforms\/\S+|device_util|browser_util|version) /,
    reason: 'tests flags, versions, platforms and how TensorFlow.js recognizes a device',
  },
  {
    specs: /^globals (deprecation warnings|Flag flipping methods|time cpu)/,
    reason: 'tests flags, warnings and the profiler of TensorFlow.js',
  },
  { specs: /^io\//, reason: 'tests the model file format of TensorFlow.js and where it is stored' },
  { specs: /^(jasmine_util|test_util) /, reason: "tests the test functions of TensorFlow.js' own specs" },
  {
    specs: /^(util|hash_util|tensor_util|types|serialization) /,
    reason: 'tests functions that TensorFlow.js uses inside, without tensors',
  },
  {
    specs: /^ops\/(axis|broadcast|concat|conv|dropout|slice)_util /,
    reason: 'tests functions on shapes that TensorFlow.js uses inside, without tensors',
  },
  {
    specs: /^ops\/rand (MPRandGauss|RandGamma|UniformRandom) /,
    reason: 'tests the generators of random numbers that TensorFlow.js uses inside, without tensors',
  },
  { specs: /^ops\/(to_pixels|from_pixels|draw) /, reason: pixels },
  { specs: /^tensor tensor\.toString /, reason: 'prints tensors as TensorFlow.js does' },
  { specs: /^optimizers\/\S+ \S+ (Save|Continue training|Set and get weights)/i, reason: saving },
  { specs: /^public\/chained_ops/, reason: 'asks for a method for each op, complex ones included' },

  // Element types and kinds of tensors
  { specs: /^ops\/string\//, reason: strings },
  // That ops refuse strings is not skipped.
  { specs: /^(?!.* throws( error)? for string tensors?$)(?!globals tidy ).*\bstrings?\b/i, reason: strings },
  {
    specs: /^ops\/squeeze squeeze (default|specific dimension|all ones|squeeze only ones)$/,
    reason: strings,
  },
  { specs: /\bcomplex(64)?\b(?! (types|normalization))(?<!non-complex)/i, reason: complex },
  { specs: /^ops\/(spectral\/|ifft |signal\/stft )/, reason: complex },
  { specs: /^ops\/(add|sub) \S+ upcasts when dtypes dont match$/, reason: complex },
  { specs: /^ops\/sparse\//, reason: 'sparse tensors: Cambium has dense ones' },
  { specs: /^ops\/ragged_/, reason: 'ragged tensors: Cambium has dense ones' },
  { specs: /^ops\/bitwise_and /, reason: 'bits of integers: Cambium has no ops on them' },
  { specs: /^ops\/ensure_shape ensureShape null shape$/, reason: 'takes null for a number' },
  { specs: /^ops\/stack stack non matching dtypes/, reason: 'Cambium joins tensors in their common dtype' },

  // Gradients
  {
    specs: /^gradients gradients (does not error if irrelevant|works with asType)/,
    reason: integers,
  },
  { specs: /^ops\/clone clone gradient: (2D int32|4D bool)$/, reason: integers },
  {
    specs: /^ops\/arithmetic (div|mul) gradient: (Tensor1D with (dtype )?int32|1d<int32>)/,
    reason: integers,
  },
  {
    specs: /^ops\/arithmetic pow (gradients: (Scalar \^ Scalar|Tensor \^ Tensor)|gradient with clones)$/,
    reason: integers,
  },
  {
    specs: /^gradients gradients (reshape outside|errors if relevant|asType outside)/,
    reason: 'expects an error where a value does not depend on the input; in Cambium its gradient is 0',
  },
  { specs: /^ops\/(max|min) \S+ (\S+ )?gradient: .*ties/, reason: ties },
  {
    specs: /^ops\/binary_ops (maximum|minimum) gradients: Tensor[12]D$/,
    reason:
      'gives the whole gradient to the first of two equal operands; Cambium halves it, as PyTorch and JAX do',
  },
  {
    specs: /^ops\/mirror_pad mirrorPad grad/,
    reason: 'the gradient of TensorFlow.js leaves out the mirrored elements, which have a part in the result',
  },
  {
    specs: /^ops\/avg_pool avgPool gradient .* p=explicit$/,
    reason:
      'the gradient of TensorFlow.js divides by whole windows, its result by the part that is not border',
  },
  {
    specs: /^ops\/depthwise_conv2d depthwiseConv2d gradients throws error on dilations/,
    reason: lacking,
  },
  { specs: /^ops\/einsum einsum (2d matrix calculate trace|more than two input tensors)/, reason: lacking },

  // Windows
  { specs: /^ops\/(arg_m|max_pool).* ignores NaNs$/, reason: notANumber },
  {
    specs: /^ops\/(avg|max)_pool \S+ x=\[2,2,3\] f=\[1,1\] s=2 p=1 dimRoundingMode=floor$/,
    reason: border,
  },
  { specs: /^ops\/pool pool \S+ x=\[2,2,3\] f=\[1,1\] s=2 p=1 fractional outputs/, reason: border },
  { specs: /^ops\/avg_pool_3d avgPool3d x=\[1,1,1,1,1\] f=\[2,2,2\] s=1 p=2$/, reason: border },
  {
    specs: /^ops\/avg_pool_3d avgPool3d x=\[1,1,1,1,1\] f=\[1,1,3\] s=1 p=valid$/,
    reason: 'no window fits: TensorFlow.js gives an empty tensor, Cambium refuses',
  },
  { specs: /^ops\/(avg_pool|max_pool|pool) .* dimRoundingMode=(round|ceil)$/, reason: rounding },
  {
    specs: /^ops\/pool pool(Backprop)? avg .* d=2$/,
    reason: 'means of windows with gaps, which neither Keras nor PyTorch has',
  },
  {
    specs: /^ops\/conv2d_transpose conv2dTranspose input=8x8x8,output=4x4x8/,
    reason: 'asks for an output whose convolution does not have the shape of the input',
  },

  // Conventions of single ops
  {
    specs: /^ops\/boolean_mask booleanMaskAsync should throw if (mask is scalar|array and mask)/,
    reason: wording,
  },
  { specs: /^ops\/in_top_k inTopKAsync throws when/, reason: wording },
  { specs: /^ops\/setdiff1d_async setdiff1dAsync should throw if/, reason: wording },
  {
    specs: /^ops\/image\/threshold threshold method otsu/,
    reason: "Otsu's threshold, a method of image processing",
  },
  {
    specs: /^ops\/image\/transform image\.transform fill=wrap, interpolation=bilinear/,
    reason: 'expects a jump between the last pixel and its repetition; Cambium interpolates there, too',
  },
  {
    specs: /^ops\/linalg\/qr qr 3x3, zero on diagonal$/,
    reason: 'expects the signs of columns, which are free, otherwise than LAPACK chooses them',
  },
  {
    specs: /^ops\/truncated_normal truncatedNormal should return a 2D int32 array$/,
    reason:
      'expects the standard deviation of the whole distribution of a truncated one (5 ± 0.6; it is 4.40)',
  },
  {
    specs: /^variable variable (constructor|assign) does not dispose/,
    reason:
      'counts buffers: a variable shares that of its initial value there, and has one of its own in Cambium',
  },
  {
    specs: /^optimizers\/adadelta_optimizer AdadeltaOptimizer basic$/,
    reason:
      'divides by the mean of squares of the step before; Cambium follows the paper, as Keras and PyTorch do',
  },
];
