// When what is read again: gathered, one reading of a query at a time, and never more often than the browser can take.

type Timer = ReturnType<typeof setTimeout>;
type State = { due: boolean; reading: boolean; timer: Timer | undefined; restMs: number };

export type Refresher<Path> = {
  /** Something of these has changed. */
  readonly ask: (paths: readonly Path[]) => void;
  readonly stop: () => void;
};

const GATHER_MS = 800;
/** After a reading, a pause of so many times what it took: a slow browser is left two thirds of its time. */
const REST_TIMES = 2;
const REST_MAX_MS = 30_000;

/**
 * Reads again what was asked for, 0.8 s after the first asking, however often it is asked. What is asked for while it
 * is being read is read once more afterwards: a reading under way is never broken off, or a burst of events would let
 * none of them end.
 */
export function makeRefresher<Path>(
  read: (path: Path) => Promise<void>,
  now: () => number = () => performance.now(),
): Refresher<Path> {
  const states = new Map<Path, State>();
  let stopped = false;
  const stateOf = (path: Path): State => {
    const known = states.get(path) ?? { due: false, reading: false, timer: undefined, restMs: GATHER_MS };
    states.set(path, known);
    return known;
  };
  const schedule = (path: Path, state: State) => {
    if (stopped || state.reading || state.timer !== undefined) return;
    state.timer = setTimeout(() => void run(path, state), state.restMs);
  };
  const run = async (path: Path, state: State) => {
    const from = now();
    Object.assign(state, { timer: undefined, due: false, reading: true });
    await read(path).catch(() => undefined);
    state.reading = false;
    state.restMs = Math.min(REST_MAX_MS, Math.max(GATHER_MS, (now() - from) * REST_TIMES));
    if (state.due) schedule(path, state);
    else state.restMs = GATHER_MS;
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
