import type { MarketMs } from "@/server/kernel/clock";
import type { PriceGap, PricePush, PriceStream, Tick } from "../core/market-feed";

/** What a feed pushes into and a stream's owner reads from; bounded. */
export type PriceBuffer = Pick<PriceStream, "next" | "close"> & {
  /** Prices up to an instant. Where the feed cannot wait, the oldest beyond what the buffer holds give way to a gap. */
  readonly push: (ticks: readonly Tick[], until: MarketMs) => void;
  /** Prices up to that instant were lost. */
  readonly lose: (until: MarketMs) => void;
  /** Asked first by a feed that can wait: then the buffer holds one push more than `most` and gives nothing up. */
  readonly isFull: () => boolean;
};

type Bounds = { readonly from: MarketMs; readonly most: number; readonly feedWaits: boolean };

/** A buffer of about `most` ticks for prices later than `from`. */
export function createPriceBuffer({ from, most, feedWaits }: Bounds): PriceBuffer {
  const waiting: PricePush[] = [];
  let held = 0;
  let toldTo = from;
  let closed = false;
  let wake: () => void = () => undefined;

  const take = (): PricePush | null => {
    const push = waiting.shift();
    if (!push) return null;
    if (push.kind === "ticks") held -= push.ticks.length;
    toldTo = push.until;
    return push;
  };
  /** The oldest prices go; a gap stands for them, and for the gaps before them. */
  const giveUpOldest = () => {
    const after = toldTo;
    let lost = take();
    while (lost?.kind === "gap" && waiting.length > 0) lost = take();
    const gap: PriceGap = { kind: "gap", after, until: toldTo };
    waiting.unshift(gap);
    toldTo = after;
  };
  return {
    push: (ticks, until) => {
      if (closed) return;
      waiting.push({ kind: "ticks", ticks, until });
      held += ticks.length;
      while (!feedWaits && held > most && waiting.length > 1) giveUpOldest();
      wake();
    },
    lose: (until) => {
      if (closed) return;
      const after = waiting.at(-1)?.until ?? toldTo;
      if (until > after) waiting.push({ kind: "gap", after, until });
      wake();
    },
    isFull: () => held >= most,
    next: async (waitMs) => {
      if (waiting.length === 0 && !closed) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, waitMs);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
        wake = () => undefined;
      }
      return take();
    },
    close: () => {
      closed = true;
      waiting.length = 0;
      held = 0;
      wake();
    },
  };
}
