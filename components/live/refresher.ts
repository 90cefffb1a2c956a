// When what is read again: gathered, one reading of a query at a time, and never more often than the browser can take.

type Timer = ReturnType<typeof setTimeout>;
type State = { due: boolean; reading: boolean; timer: Timer | undefined; restsUntil: number };

export type Refresher<Path> = {
  /** Something of these has changed. */
  readonly ask: (paths: readonly Path[]) => void;
  readonly stop: () => void;
};

/** What one act causes comes within this. */
const GATHER_MS = 200;
/** After a reading, a pause of so many times what it took: a slow browser is left two thirds of its time. */
const REST_TIMES = 2;
const REST_MIN_MS = 800;
const REST_MAX_MS = 30_000;

/**
 * Reads again what was asked for, 0.2 s after the first asking and 0.8 s after the reading before at the earliest,
 * however often it is asked. What is asked for while it is being read is read once more afterwards: a reading under
 * way is never broken off, or a burst of events would let none of them end.
 */
export function makeRefresher<Path>(
  read: (path: Path) => Promise<void>,
  now: () => number = () => performance.now(),
): Refresher<Path> {
  const states = new Map<Path, State>();
  let stopped = false;
  const stateOf = (path: Path): State => {
    const known = states.get(path) ?? { due: false, reading: false, timer: undefined, restsUntil: 0 };
    states.set(path, known);
    return known;
  };
  const schedule = (path: Path, state: State) => {
    if (stopped || state.reading || state.timer !== undefined) return;
    state.timer = setTimeout(() => void run(path, state), Math.max(GATHER_MS, state.restsUntil - now()));
  };
  const run = async (path: Path, state: State) => {
    const from = now();
    Object.assign(state, { timer: undefined, due: false, reading: true });
    await read(path).catch(() => undefined);
    state.reading = false;
    const tookMs = now() - from;
    const restMs = state.due
      ? Math.min(REST_MAX_MS, Math.max(REST_MIN_MS, tookMs * REST_TIMES))
      : REST_MIN_MS;
    state.restsUntil = now() + restMs;
    if (state.due) schedule(path, state);
  };
  return {
    ask: (paths) => {
      for (const path of paths) {
        const state = stateOf(path);
        state.due = true;
        schedule(path, state);
      }
    },
    stop: () => {
      stopped = true;
      for (const { timer } of states.values()) clearTimeout(timer);
    },
  };
}
