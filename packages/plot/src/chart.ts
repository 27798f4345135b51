// A picture: a description in Vega-Lite, and the ways to show it.

import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

declare const structuredClone: <T>(value: T) => T;

/** What a notebook shows, richest form first: MIME types and contents. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/**
 * A picture, described as data. It is drawn where it is needed: as SVG text in Node, live in a page, in a notebook.
 *
 * @example
 * ```ts
 * const chart = learningCurves({ epochs: [{ loss: 0.5 }, { loss: 0.2 }] });
 * const svg = await chart.toSvg();
 * ```
 */
export class Chart {
  /** The Vega-Lite description: plain JSON. */
  readonly spec: TopLevelSpec;

  constructor(spec: TopLevelSpec) {
    this.spec = { ...spec, background: 'white', config: style };
  }

  /** The picture as an SVG element, drawn without a browser. */
  async toSvg(): Promise<string> {
    const view = this.#view({ renderer: 'none' });
    try {
      return await view.toSVG();
    } finally {
      view.finalize();
    }
  }

  /** The picture for notebooks that know Vega-Lite, and for those that show HTML or SVG. */
  async toMime(): Promise<MimeBundle> {
    const svg = await this.toSvg();
    return {
      'application/vnd.vegalite.v6+json': this.spec,
      'image/svg+xml': svg,
      'text/html': svg,
    };
  }

  /** Draws the picture into an element of a page. Returns Vega's view: `finalize()` it when the element goes. */
  async show(element: object): Promise<View> {
    return this.#view({ renderer: 'svg', container: element as never, hover: true }).runAsync();
  }

  #view(options: ConstructorParameters<typeof View>[1]): View {
    // Vega marks the values that it is given.
    return new View(parse(compile(structuredClone(this.spec)).spec), options);
  }
}

/** Colours of Okabe and Ito, which colour-blind readers can tell apart. */
export const palette = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#e69f00',
  '#56b4e9',
  '#7f7f7f',
  '#f0e442',
] as const;

const style: NonNullable<TopLevelSpec['config']> = {
  font: 'system-ui, sans-serif',
  range: { category: [...palette] },
  view: { stroke: 'transparent' },
};

/** Title of a picture, where there is one. */
export function titled(title: string | undefined): { title: string } | object {
  return title === undefined ? {} : { title };
}
