// A picture: a description in Vega-Lite, and the ways to show it.

import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

declare const structuredClone: <T>(value: T) => T;

/** What a notebook shows, richest form first: MIME types and contents. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** A picture that is shown in a page. */
export interface ShownChart {
  /** Takes it away; call it when its element goes. */
  finalize(): void;
}

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
  /** The description for Vega-Lite 6: plain JSON. */
  readonly spec: Readonly<Record<string, unknown>>;

  constructor(spec: object) {
    this.spec = { ...spec };
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

  /** Draws the picture into an element of a page. */
  async show(element: object): Promise<ShownChart> {
    return this.#view({ renderer: 'svg', container: element as never, hover: true }).runAsync();
  }

  #view(options: ConstructorParameters<typeof View>[1]): View {
    // A copy: Vega marks the values that it is given.
    const spec = structuredClone(this.spec) as unknown as TopLevelSpec;
    return new View(parse(compile(spec).spec), options);
  }
}
