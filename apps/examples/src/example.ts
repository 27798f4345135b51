// What an example is: a program of a few minutes that ends in a written report.

import type { ReportSection } from '@cambium/plot';

/** How an example is run. */
export interface ExampleSettings {
  /** Seed of everything random. */
  readonly seed: number;
  /** A short run that shows that everything works, instead of the results. */
  readonly isQuick: boolean;
}

/** What came out. */
export interface ExampleResult {
  /** The numbers that count, by name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What happened, with pictures. */
  readonly sections: readonly ReportSection[];
}

/** An example. */
export interface Example {
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly description: string;
  /** Parts of the course. */
  readonly course: string;
  run(settings: ExampleSettings): Promise<ExampleResult>;
}
