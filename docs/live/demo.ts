// What a demo is: settings that the page offers, and a run in a worker that shows pictures until its goal is reached.

import type { Chart } from '@cambium/plot';
import type { Words } from './words.ts';

/** A setting that the reader can change: a number in a range, or one of several words. */
export type Control = NumberControl | ChoiceControl;

/** A slider. */
export interface NumberControl {
  readonly label: Words;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A list to choose from. */
export interface ChoiceControl {
  readonly label: Words;
  readonly value: string;
  readonly options: Readonly<Record<string, Words>>;
}

/** What the page knows of a demo before it starts. */
export interface DemoDescription {
  readonly title: Words;
  readonly controls: Readonly<Record<string, Control>>;
  /** The run is a success when this value gets there; the tests of the site wait for it. */
  readonly goal: { readonly value: string; readonly atLeast?: number; readonly atMost?: number };
  /** What the reader can ask of the result: a digit that is drawn, an image, a text to begin with, or just once more. */
  readonly question?: Question;
}

/** A way to ask. */
export type Question =
  | { readonly kind: 'digit' }
  | { readonly kind: 'image' }
  | { readonly kind: 'text'; readonly label: Words; readonly value: string }
  | { readonly kind: 'button'; readonly label: Words };

/** What a reader asks: 28 × 28 pixels of a digit, the grey values of an image, or a text. */
export type Asked =
  | { readonly kind: 'digit'; readonly pixels: Float32Array }
  | { readonly kind: 'image'; readonly width: number; readonly height: number; readonly pixels: Float32Array }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'button' };

/** Settings as the reader left them. */
export type Settings<C extends DemoDescription['controls']> = {
  readonly [K in keyof C]: C[K] extends { options: infer O } ? Extract<keyof O, string> : number;
};

/** What is to be seen now. */
export interface Frame {
  /** How much of the run is done, from 0 to 1. */
  readonly progress?: number;
  /** Numbers by name; each stays until it is replaced. */
  readonly values?: Readonly<Record<string, number>>;
  /** Pictures by name; each stays until it is replaced. */
  readonly pictures?: Readonly<Record<string, Chart>>;
  /** A text, such as what a model wrote. */
  readonly text?: string;
}

/** What a running demo is given. */
export interface DemoRun<S> {
  readonly settings: S;
  readonly language: keyof Words;
  /** Shows something; resolves when the page had its turn, to false once the reader wants to stop. */
  show(frame: Frame): Promise<boolean>;
}

/** The part of a demo that runs in the worker. It may return how to answer questions. */
export type Demo<D extends DemoDescription = DemoDescription> = (
  run: DemoRun<Settings<D['controls']>>,
) => Promise<undefined | ((asked: Asked) => Promise<Frame>)>;
