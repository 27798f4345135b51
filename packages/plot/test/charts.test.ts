import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import {
  bars,
  type Chart,
  confusionMatrixPlot,
  contourPaths,
  decisionBoundary,
  featureMaps,
  filterImagesPlot,
  gridPoints,
  heatMap,
  histograms,
  imageGrid,
  learningCurves,
  lines,
  modelGraph,
  precisionRecallPlot,
  reportPage,
  rocPlot,
  scatter,
} from '../src/index.ts';

const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;

describe('Chart', () => {
  const chart = learningCurves({ epochs: [{ loss: 2 }, { loss: 1 }] }, { title: 'Loss & <more>' });

  it('is drawn as SVG, with its text escaped', async () => {
    const svg = await chart.toSvg();
    expect(svg).toMatch(/^<svg/);
    expect(svg).toContain('Loss &amp; &lt;more&gt;');
  });

  it('writes the names of runs and bars whole', async () => {
    const name = 'a network of forty layers with shortcuts';
    const run = { epochs: [{ loss: 2 }, { loss: 1 }] };
    const pictures = [bars({ [name]: 1 }), learningCurves({ [name]: run }, { names: ['loss'] })];
    for (const picture of pictures) expect(await picture.toSvg()).toContain(`>${name}<`);
  });

  it('is plain JSON for notebooks, beside SVG', async () => {
    const bundle = await chart.toMime();
    expect(JSON.parse(JSON.stringify(bundle['application/vnd.vegalite.v6+json']))).toEqual(
      bundle['application/vnd.vegalite.v6+json'],
    );
    expect(bundle['image/svg+xml']).toBe(bundle['text/html']);
  });
});

describe('lines', () => {
  const x = [-1, 0, 1, 2];

  it('join the points of each series, in the order in which they are given', async () => {
    const circle = x.map((angle): [number, number] => [Math.cos(angle), Math.sin(angle)]);
    const svg = await lines({ circle, parabola: x.map((at) => [at, at * at]) }, { axes: ['x', 'y'] }).toSvg();
    expect(svg).toContain('circle');
    expect(count(svg, /aria-roledescription="line mark"/g)).toBe(2);
  });

  it('are points where the values were measured', async () => {
    const svg = await lines({ measured: x.map((at) => [at, at]) }, { points: ['measured'] }).toSvg();
    expect(count(svg, /aria-roledescription="circle"/g)).toBe(4);
  });

  it('leave out what is no number, and refuse to draw nothing', async () => {
    expect(
      JSON.stringify(
        lines({
          a: [
            [0, 1],
            [1, Number.NaN],
          ],
        }).spec,
      ),
    ).not.toContain('null}');
    expect(() => lines({ a: [[0, Number.NaN]] })).toThrow(/no finite points/);
  });
});

describe('learningCurves', () => {
  it('have their colours in the order in which the runs are given, as lines have', () => {
    const run = { epochs: [{ loss: 1 }] };
    const { encoding } = learningCurves({ plain: run, BatchNorm: run }, { names: ['loss'] }).spec as {
      encoding: { color: { sort: string[] } };
    };
    expect(encoding.color.sort).toEqual(['plain', 'BatchNorm']);
  });

  const run = {
    epochs: [
      { loss: 2, accuracy: 0.5 },
      { loss: 1, accuracy: Number.NaN },
    ],
  };

  it('have a line for each value, and leave out what is no number', async () => {
    const svg = await learningCurves(run).toSvg();
    expect(svg).toContain('loss');
    expect(svg).toContain('accuracy');
    const values = (learningCurves(run).spec as { data: { values: unknown[] } }).data.values;
    expect(values).toHaveLength(3);
  });

  it('compare several runs by name', async () => {
    const svg = await learningCurves(
      { plain: run, residual: run },
      { names: ['loss'], isLogarithmic: true },
    ).toSvg();
    expect(svg).toContain('plain');
    expect(svg).toContain('residual');
  });

  it('say that there is nothing to draw', () => {
    expect(() => learningCurves({ epochs: [] })).toThrow('the history has no epochs');
    expect(() => learningCurves(run, { names: ['f1'] })).toThrow('the history has no f1');
  });
});

describe('ranking curves', () => {
  const run = { scores: [0.9, 0.8, 0.3, 0.1], labels: [1, 0, 1, 0] };

  it('tell the area that pairs give', async () => {
    // Three of the four pairs of a positive and a negative are in order.
    expect(await rocPlot({ model: run }).toSvg()).toContain('model (0.750)');
    expect(await precisionRecallPlot({ model: run }).toSvg()).toContain('model (0.833)');
  });

  it('take equal scores as one step: guessing has half of the area', async () => {
    const svg = await rocPlot({ guess: { scores: [1, 1, 1, 1], labels: [1, 0, 0, 1] } }).toSvg();
    expect(svg).toContain('guess (0.500)');
  });

  it('need both kinds of samples', () => {
    expect(() => rocPlot({ model: { scores: [1], labels: [1] } })).toThrow(
      'model needs positive and negative samples, got 1 and 0',
    );
    expect(() => rocPlot({ model: { scores: [1], labels: [] } })).toThrow('model has 1 scores and 0 labels');
  });
});

describe('histograms', () => {
  it('have a row for each group, on one scale', async () => {
    const chart = histograms({ first: [0, 1, 1], second: [5, Number.NaN] }, { bins: 5 });
    const { values } = (
      chart.spec as unknown as { data: { values: { name: string; count: number; from: number }[] } }
    ).data;
    expect(values).toHaveLength(10);
    expect(values.map(({ count }) => count)).toEqual([1, 2, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(await chart.toSvg()).toContain('second (1 not finite)');
    expect(() => histograms({ first: [Number.NaN] })).toThrow('no group has a finite number');
  });
});

describe('planes', () => {
  it('have points from corner to corner', () => {
    expect([...gridPoints({ x: [0, 1], y: [2, 4], resolution: 2 })]).toEqual([0, 2, 1, 2, 0, 4, 1, 4]);
    expect(() => gridPoints({ x: [1, 1], y: [0, 1] })).toThrow(
      'a grid goes from low to high'.replace('a grid', 'A grid'),
    );
    expect(() => gridPoints({ x: [0, 1], y: [0, 1], resolution: 1 })).toThrow(
      'resolution is a whole number ≥ 2',
    );
  });

  it('show a pixel for each prediction and a mark for each sample', async () => {
    const grid = { x: [-1, 1], y: [-1, 1], resolution: 4 } as const;
    const samples = [
      { x: 0, y: 0, label: 'in' },
      { x: 1, y: 1, label: 'out' },
    ];
    const chart = decisionBoundary(
      grid,
      Array.from({ length: 16 }, (_, i) => i / 15),
      samples,
    );
    const svg = await chart.toSvg();
    expect(count(svg, /<path aria-label=/g)).toBe(2);
    expect(count(svg, /<image /g)).toBe(1);
    const [{ url }] = (chart.spec as { layer: [{ data: { values: [{ url: string }] } }] }).layer[0].data
      .values;
    const { data } = decode(Buffer.from(url.split(',')[1]!, 'base64'));
    const pixel = (row: number, column: number) => [
      ...data.subarray(3 * (4 * row + column), 3 * (4 * row + column) + 3),
    ];
    // The first probability is below on the left and blue, the last above on the right and yellow.
    expect(pixel(3, 0)).toEqual([159, 208, 240]);
    expect(pixel(0, 3)).toEqual([245, 207, 122]);
    expect(() => decisionBoundary(grid, [1, 2], [])).toThrow(
      'The grid has 4×4 points, but there are 2 probabilities',
    );
  });

  it('names the axes of a plane', async () => {
    const grid = { x: [0, 1], y: [0, 1], resolution: 2 } as const;
    const svg = await decisionBoundary(grid, [0, 0, 1, 1], [], { axes: ['width', 'height'] }).toSvg();
    for (const name of ['width', 'height']) expect(svg).toContain(`>${name}<`);
  });

  it('takes heights that were computed before, in the order of the grid', () => {
    const grid = { x: [-2, 2], y: [-1, 2], resolution: 9 } as const;
    const points = gridPoints(grid);
    const heights = Array.from(
      { length: points.length / 2 },
      (_, i) => points[2 * i]! ** 2 + points[2 * i + 1]!,
    );
    expect(contourPaths(heights, grid).spec).toEqual(contourPaths((x, y) => x ** 2 + y, grid).spec);
  });

  it('show lines of equal height, and paths over them', async () => {
    const grid = { x: [-2, 2], y: [-2, 2], resolution: 41 } as const;
    const chart = contourPaths((x, y) => x * x + y * y, grid, {
      levels: 3,
      paths: {
        Adam: [
          [1, 1],
          [0, 0],
        ],
      },
    });
    const [lines, paths] = (
      chart.spec as unknown as { layer: { data: { values: { x: number; y: number; level: number }[] } }[] }
    ).layer;
    // Around the middle the lines are circles.
    const inner = lines!.data.values.filter(({ level }) => level < 1);
    expect(inner.length).toBeGreaterThan(10);
    for (const { x, y, level } of inner) expect(Math.abs(x * x + y * y - level)).toBeLessThan(0.02);
    expect(paths!.data.values).toHaveLength(2);
    expect(await chart.toSvg()).toContain('Adam');
    expect(() => contourPaths(() => Number.NaN, grid)).toThrow('The function is not finite');
    expect(() => contourPaths([1, 2], grid)).toThrow(/there are 2 heights/);
  });

  it('give paths the colours that lines of the same names have', () => {
    const ways = { descent: [[0, 1]], Adam: [[1, 0]] } as const;
    const colours = (chart: { spec: Readonly<Record<string, unknown>> }): unknown =>
      (chart.spec.layer as { encoding: { color?: { sort: unknown } } }[]).find(
        ({ encoding }) => encoding.color,
      )?.encoding.color?.sort;
    const chart = contourPaths((x, y) => x + y, { x: [0, 1], y: [0, 1], resolution: 3 }, { paths: ways });
    expect(colours(chart)).toEqual(['descent', 'Adam']);
    expect(colours(chart)).toEqual(colours(lines(ways)));
  });
});

describe('tables of colours', () => {
  it('name rows and columns, also words that occur twice', async () => {
    const svg = await heatMap(
      [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      { rows: ['le', 'le'], columns: ['the', 'cat'] },
    ).toSvg();
    expect(count(svg, />le</g)).toBe(2);
    expect(svg).toContain('cat');
    expect(() => heatMap([[1, 2], [3]])).toThrow('rows of equal length');
    expect(() => heatMap([[1, 2]], { rows: [] })).toThrow(
      'There are 1 rows and 2 columns, but names for 0 and 2',
    );
  });

  it('show counts of a confusion matrix', async () => {
    const svg = await confusionMatrixPlot(
      [
        [9, 1],
        [2, 8],
      ],
      { labels: ['cat', 'dog'] },
    ).toSvg();
    for (const text of ['cat', 'dog', '>9<', '>8<']) expect(svg).toContain(text);
    expect(() => confusionMatrixPlot([[1, 2]])).toThrow('is square');
  });
});

describe('points and bars', () => {
  it('have a mark each', async () => {
    const svg = await scatter([
      { x: 1, y: 2, label: 'king', group: 'a' },
      { x: 2, y: 1, label: 'queen', group: 'b' },
    ]).toSvg();
    expect(svg).toContain('king');
    expect(count(svg, /aria-roledescription="circle"/g)).toBe(2);
    expect(await bars({ plain: 0.87, residual: 0.92 }).toSvg()).toContain('0.87');
    expect(() => scatter([])).toThrow('the list of points is empty');
    expect(() => bars({})).toThrow('there are no numbers');
  });
});

describe('images', () => {
  const checks = { data: [0, 1, 1, 0], shape: [2, 2] };

  it('are in the file, pixel by pixel', async () => {
    const svg = await imageGrid([{ image: checks, title: 'checks' }], { cellSize: 4 }).toSvg();
    const [, base64] = /data:image\/png;base64,([A-Za-z0-9+/=]+)/.exec(svg)!;
    const png = decode(Buffer.from(base64!, 'base64'));
    expect([png.width, png.height, png.channels]).toEqual([4, 4, 1]);
    expect([...png.data].slice(0, 4)).toEqual([0, 0, 255, 255]);
    expect(svg).toContain('checks');
  });

  it('have their boxes and landmarks where they belong', () => {
    const chart = imageGrid(
      [{ image: checks, boxes: [{ box: [0, 1, 1, 2], label: 'dark' }], landmarks: [[2, 0]] }],
      { cellSize: 100 },
    );
    const layers = (chart.spec as unknown as { layer: { data: { values: Record<string, unknown>[] } }[] })
      .layer;
    expect(layers[2]!.data.values).toEqual([
      { x: 0, y: 16 + 50, x2: 50, y2: 16 + 100, label: 'dark', color: '#d55e00' },
    ]);
    expect(layers[5]!.data.values).toEqual([{ x: 100, y: 16 }]);
  });

  it('of filters and feature maps take one for each channel', () => {
    const images = (chart: Chart): number => (chart.spec as unknown as { layer: unknown[] }).layer.length - 5;
    expect(images(filterImagesPlot({ data: new Float32Array(3 * 3 * 2 * 5), shape: [3, 3, 2, 5] }))).toBe(5);
    expect(images(featureMaps({ data: new Float32Array(4 * 4 * 7), shape: [4, 4, 7] }))).toBe(7);
  });

  it('refuse what is no image', () => {
    expect(() => imageGrid([])).toThrow('the list of images is empty');
    expect(() => imageGrid([{ image: { data: [1], shape: [2, 2] } }])).toThrow('An image is [height, width]');
    expect(() => filterImagesPlot(checks)).toThrow('Filters are [height, width, in, out], got [2, 2]');
    expect(() => featureMaps(checks)).toThrow('Feature maps are [height, width, channels], got [2, 2]');
  });
});

it('modelGraph has a box for each layer, with shape and parameters', async () => {
  const svg = await modelGraph({
    rows: [
      { path: 'fc.0', layer: 'Linear 784→1000', outputShape: [1, 1000], parameters: 785000 },
      { path: '', layer: 'Model', outputShape: null, parameters: 785000 },
    ],
  }).toSvg();
  expect(svg).toContain('fc.0: Linear 784→1000');
  expect(svg).toContain('[1, 1000]   785,000 parameters');
  expect(() => modelGraph({ rows: [] })).toThrow('the summary has no layers');
});

describe('reportPage', () => {
  it('is one file with all of it, and text is text', async () => {
    const html = await reportPage({
      title: 'A <run>',
      sections: [
        {
          heading: 'Loss',
          text: ['It fell.', '1 < 2'],
          code: 'Linear 4→2',
          table: [
            ['name', 'value'],
            ['loss', 0.25],
          ],
        },
        { figures: [{ picture: bars({ a: 1 }), caption: 'One bar' }] },
      ],
    });
    for (const text of ['A &lt;run&gt;', '<h2>Loss</h2>', '1 &lt; 2', '<td>0.25</td>', '<svg', 'One bar'])
      expect(html).toContain(text);
    expect(html).not.toMatch(/(src|href)="https?:/);
  });
});
