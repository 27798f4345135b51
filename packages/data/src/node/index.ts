// Subpath `@cambium/data/node`: readers of files, which browsers cannot have.

export { type ReadIdxOptions, readIdxFile } from './idx-file.ts';
export { type MnistDataset, type MnistFiles, readMnist } from './mnist.ts';
