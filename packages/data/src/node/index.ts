// Subpath `@cambium/data/node`: readers of files, which browsers cannot have.

export { type ReadIdxOptions, readIdxFile } from './idx-file.ts';
export { type ReadImageOptions, readImage } from './image-file.ts';
export { type ImageFolder, type ImageFolderOptions, readImageFolder } from './image-folder.ts';
export { jsonlFile } from './jsonl-file.ts';
export { type MnistDataset, type MnistFiles, readMnist } from './mnist.ts';
