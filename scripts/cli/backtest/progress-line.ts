/** Where a line of progress can be drawn: a terminal, and nothing else. */
export type Screen = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
};

const EVERY_MS = 250;
const ERASE = "\r\u001b[K";

/** One line that is written over: how many of how many, and the time left. On anything but a terminal it is silent. */
export function openProgressLine(screen: Screen, nowMs: () => number, things = "sets") {
  const startedAt = nowMs();
  let [drawnAt, known] = [Number.NEGATIVE_INFINITY, -1];
  return {
    show: (done: number, total: number): void => {
      const now = nowMs();
      // what an earlier call had tried took no time of this one
      if (known < 0) known = done;
      if (screen.isTTY !== true || total <= 0 || now - drawnAt < EVERY_MS) return;
      drawnAt = now;
      const words = progressWords({ done, total, known, things, tookMs: now - startedAt });
      screen.write(`${ERASE}${words.slice(0, Math.max(20, (screen.columns ?? 80) - 1))}`);
    },
    clear: (): void => {
      if (drawnAt > Number.NEGATIVE_INFINITY) screen.write(ERASE);
      drawnAt = Number.NEGATIVE_INFINITY;
    },
  };
}

type Progress = {
  readonly done: number;
  readonly total: number;
  readonly known: number;
  readonly things: string;
  readonly tookMs: number;
};

/** "120 of 522 sets, 23 %, 0:41 left". */
function progressWords({ done, total, known, things, tookMs }: Progress): string {
  const share = Math.min(99, Math.floor((done / total) * 100));
  const own = done - known;
  const left = own > 0 ? `, ${clock((tookMs / own) * Math.max(0, total - done))} left` : "";
  return `${done} of ${total} ${things}, ${share} %${left}`;
}

function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
