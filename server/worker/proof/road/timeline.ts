// Time of a proof: what happens when, in one order, without a clock of the machine.

export type Timeline = {
  readonly now: () => number;
  /** Does something that many ms from now; of one instant, what was asked for first comes first. */
  readonly after: (ms: number, run: () => void) => void;
  /** Goes on to what comes next; false when nothing is left before that instant. */
  readonly next: (until: number) => boolean;
};

type Due = { readonly at: number; readonly run: () => void };

export function createTimeline(start: number): Timeline {
  let now = start;
  const due: Due[] = [];
  return {
    now: () => now,
    after: (ms, run) => {
      const at = now + Math.max(0, Math.round(ms));
      let place = due.length;
      // the last stand first: the end of the list is what comes next
      while (place > 0 && (due[place - 1]?.at ?? 0) <= at) place -= 1;
      due.splice(place, 0, { at, run });
    },
    next: (until) => {
      const last = due.at(-1);
      if (!last || last.at > until) return false;
      due.pop();
      now = last.at;
      last.run();
      return true;
    },
  };
}
