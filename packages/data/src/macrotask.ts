// A breath for the event loop: timers, painting and the garbage collector get no turn while promises follow on promises.

const longestRun = 50; // ms
let lastBreath = Number.NEGATIVE_INFINITY;

/** Waits for one macrotask if the last is more than 50 ms ago. */
export async function breathe(): Promise<void> {
  if (performance.now() - lastBreath < longestRun) return;
  await macrotask();
  lastBreath = performance.now();
}

function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else if (typeof MessageChannel === 'function') {
      // setTimeout would cost 4 ms: browsers clamp it once calls nest.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        port1.close();
        resolve();
      });
      port1.start();
      port2.postMessage(null);
    } else setTimeout(resolve, 0);
  });
}
