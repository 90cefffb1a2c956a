const HEAP_MB = 400;
// left alone, the young generation grows with the load and never shrinks: 230 MB for the job engine instead of 120
const YOUNG_MB = 4;

/** What the worker's Node is started with; a measurement of what the worker does is started with the same. */
// it opens keys: no signal opens its memory to a debugger
export const workerFlags = [
  `--max-old-space-size=${HEAP_MB}`,
  `--max-semi-space-size=${YOUNG_MB}`,
  "--disable-sigusr1",
];
