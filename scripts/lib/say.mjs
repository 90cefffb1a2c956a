const STEPS = 6;
const WAITING_MS = 15_000;

/** Progress on the terminal: "[2/6] packages: in place". */
export function makeSay(out = process.stdout, steps = STEPS) {
  out.on?.("error", () => {});
  const line = (text) => out.write(`${text}\n`);
  return {
    line,
    step: (number, text) => line(`[${number}/${steps}] ${text}`),
    note: (text) => line(`      ${text}`),
    /** Runs something long, with a sign of life every quarter of a minute. */
    async during(what, work) {
      const from = Date.now();
      const timer = setInterval(
        () => line(`      still ${what}: ${Math.round((Date.now() - from) / 1000)} s`),
        WAITING_MS,
      );
      try {
        return await work();
      } finally {
        clearInterval(timer);
      }
    },
  };
}

/** Seconds since `from`, for the end of a progress line. */
export const took = (from) => `${((Date.now() - from) / 1000).toFixed(1)} s`;
