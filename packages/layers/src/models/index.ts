// Whole networks.

export { MobileNetV2, type MobileNetV2Options } from './mobilenet.ts';
export {
  ResNet,
  type ResNetOptions,
  type ResNetPresetOptions,
  resnet18,
  resnet34,
  resnet50,
} from './resnet.ts';
export { UNet, type UNetOptions } from './unet.ts';
export type { ImageModelOptions } from './unit.ts';
export { VGG, type VGGOptions } from './vgg.ts';
