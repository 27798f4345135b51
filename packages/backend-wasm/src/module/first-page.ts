// What lies where in the first page of the memory. The kernels' constants begin at 32 KiB (build.mjs), the heap behind it.

/** Parameters of a convolution, and room in which its kernels work out what they need. */
export const convShapeAt = 1024;
export const convPlanAt = 4096;
/** Parameters of a pooling in three dimensions. */
export const poolShapeAt = 2048;
/** The words through which threads agree, and the job that they share. */
export const controlAt = 8192;
export const jobAt = 9216;
/** A program of elementwise ops: two counts, its instructions, and its single numbers; and how many bytes it may have. */
export const programAt = 16384;
export const programBytes = 16384;
