// Exponentially weighted averages of a year of temperatures, with and without the correction of their beginning.

import { lines } from '@cambium/plot';
import { ema, HostRandom } from 'cambium';
import { show } from '../kit/show.ts';

// The numbers of the course: 4 °C on the first day, 9 °C on the second, β = 0.98.
const written = (averages: readonly number[]) => averages.map((value) => value.toFixed(4)).join(', ');
console.log(`as they are: ${written(ema([4, 9], { beta: 0.98 }))}`);
console.log(`corrected:   ${written(ema([4, 9], { beta: 0.98, biasCorrection: true }))}`);

// What a day counts that lies k days back: (1 − β) βᵏ.
const betas = [0.5, 0.9, 0.98];
const weights = betas.map((beta) => {
  const days = Math.round(1 / (1 - beta));
  console.log(
    `β = ${beta}: ${(100 * (1 - beta ** days)).toFixed(0)} % of the weight on the last ${days} days`,
  );
  return [`β = ${beta}`, Array.from({ length: 60 }, (_, k) => [k, (1 - beta) * beta ** k] as const)] as const;
});
await show('weights', lines(Object.fromEntries(weights), { axes: ['days back', 'weight'] }));

// A year: cold in January, warm in July, and every day a little different.
const random = new HostRandom(5);
const temperatures = Array.from({ length: 365 }, (_, day) => {
  return 11 - 8 * Math.cos((2 * Math.PI * (day - 15)) / 365) + random.normal(0, 2.5);
});
const dated = (series: readonly number[]) => series.map((value, day) => [day + 1, value] as const);
const temperature = dated(temperatures);
const averages = betas.map((beta) => [`β = ${beta}`, dated(ema(temperatures, { beta }))] as const);
const year = lines(
  { temperature, ...Object.fromEntries(averages) },
  { points: ['temperature'], axes: ['day', '°C'], width: 480, height: 280 },
);
await show('year', year);

// The beginning, with and without correction.
const half = temperatures.slice(0, 180);
const beginning = lines(
  {
    temperature: dated(half),
    'β = 0.98': dated(ema(half, { beta: 0.98 })),
    'β = 0.98, corrected': dated(ema(half, { beta: 0.98, biasCorrection: true })),
  },
  { points: ['temperature'], axes: ['day', '°C'] },
);
await show('beginning', beginning);
