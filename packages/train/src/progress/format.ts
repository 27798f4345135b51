// Logs as text.

import type { Logs } from '../history.ts';

/** `loss 0.1234  accuracy 97.81 %`: shares as percentages, everything else with four significant digits. */
export function formatLogs(logs: Logs): string {
  return Object.entries(logs)
    .map(([name, value]) => {
      const isShare = /accuracy/i.test(name);
      return `${name} ${isShare ? `${(100 * value).toFixed(2)} %` : value.toPrecision(4)}`;
    })
    .join('  ');
}
