/** Whose work it is: of a person the system knows already, or of anybody, with how often they tried of late. */
export type Lane = "known" | { readonly tries: number };

/** Too many wait, and nobody of them tried more often. */
export class HashQueueFull extends Error {
  constructor() {
    super("Many sign-ins are being checked at this moment. Try again in a few seconds.");
    this.name = "HashQueueFull";
  }
}

type Waiting = { readonly tries: number; readonly start: () => void; readonly refuse: () => void };

/**
 * Runs costly work at most `atOnce` at a time, one place of which anybody can never take: it is kept for the known.
 * Among anybody, whoever tried least comes first, so that one more crowd of tries only delays a first one; at most
 * `waitingMax` wait, and when they are that many whoever tried most is sent away (HashQueueFull).
 */
export function createHashQueue({ atOnce, waitingMax }: { atOnce: number; waitingMax: number }) {
  const known: Waiting[] = [];
  const open: Waiting[] = [];
  let [busy, busyOpen] = [0, 0];

  const takeNext = (): Waiting | undefined => {
    if (busy >= atOnce) return undefined;
    if (known.length > 0) return known.shift();
    if (busyOpen >= atOnce - 1) return undefined;
    const next = open.shift();
    if (next) busyOpen += 1;
    return next;
  };
  const startNext = () => {
    for (let next = takeNext(); next; next = takeNext()) {
      busy += 1;
      next.start();
    }
  };
  const join = (line: Waiting[], one: Waiting) => {
    // behind everyone who tried no more often; the known are all alike
    const at = line.findLastIndex(({ tries }) => tries <= one.tries) + 1;
    line.splice(at, 0, one);
    if (line.length > waitingMax) line.pop()?.refuse();
  };
  return async function inQueue<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start, reject) => {
      const tries = lane === "known" ? 0 : lane.tries;
      join(lane === "known" ? known : open, { tries, start, refuse: () => reject(new HashQueueFull()) });
      startNext();
    });
    try {
      return await work();
    } finally {
      busy -= 1;
      if (lane !== "known") busyOpen -= 1;
      startNext();
    }
  };
}
