// What the answer to a look-up means for its order: decided here for the road and for its proof alike.
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { isOwnVenue } from "@/server/exchange/core/venue-name";
import type { WallMs } from "@/server/kernel/clock";
import type { Order } from "./order";
import { DOUBT_MS, describeEnd, isPast, readAnswer, tradedIn } from "./order-end";
import type { OrderStep } from "./order-step";

/** Definitive "not there" answers after the deadline before an order is given up. */
export const LOOKUPS_MIN = 2;
const LOOKUP_GAP_MS = 500;
/** How long an exchange's look-ups may still miss an order that it has taken in. */
const LAG_MS = 30_000;

/** Wall clock after an order's deadline before a venue's "not there" counts; this system's own venue lags never. */
export const lookUpLagMs = (venue: string): number => (isOwnVenue(venue) ? 0 : LAG_MS);

type Found = {
  readonly answer: ReturnType<typeof readAnswer>;
  /** it was doubted, and the venue knows it again */
  readonly isTrusted: boolean;
  /** the order takes a step by it, besides its trades */
  readonly moves: boolean;
};

/** Whether told and booked differ: then there are trades to book. */
export const hasNews = (order: Order, found: VenueOrder): boolean =>
  !tradedIn(found).eq(order.filled) || found.filled.gt(order.filled);

/**
 * Whether an order may end although a trade of it cannot be booked (a sale of what another order sold meanwhile): the
 * venue has ended it, and its trade was tried for a while. Such a trade is told, and no order waits for it.
 */
export const mayEndUnbooked = (order: Order, found: VenueOrder, now: WallMs): boolean =>
  found.status !== "open" && isPast(order, now, order.deadline + DOUBT_MS);

/** What a found order says of ours; `isWhole`: all its trades that were told are booked, or will be. */
export function judgeFound(order: Order, found: VenueOrder, now: WallMs, isWhole = true): Found {
  const answer = isWhole ? readAnswer(found, order, now) : "over";
  const isTrusted = answer === "works" && found.status === "open" && order.lookups > 0;
  return { answer, isTrusted, moves: answer !== "works" || isUnanswered(order) || isTrusted };
}

const isUnanswered = ({ status }: Pick<Order, "status">): boolean =>
  status === "sent" || status === "unknown";

/** How the count of look-ups goes on: the venue is doubted from now on, trusted again, or has missed it once more. */
export type LookUpCount = "doubt" | "trust" | "count";

export type LookUpStep = { readonly count: LookUpCount | null; readonly step: OrderStep | null };

/** The step of the locked order that was found. */
export function stepOfFound(locked: Order, found: VenueOrder, { answer, isTrusted }: Found): LookUpStep {
  const extra = { venueOrderId: found.venueOrderId };
  if (answer === "over") {
    const { code, words } = describeEnd(found, locked);
    const step = { event: { kind: "cancelled" }, reason: words, extra: { ...extra, endCode: code } } as const;
    return { count: null, step };
  }
  const doubts = answer === "doubtful" && locked.lookups === 0;
  const count = doubts ? "doubt" : isTrusted ? "trust" : null;
  if (!isUnanswered(locked)) return { count, step: null };
  return {
    count,
    step: { event: { kind: "acknowledged" }, reason: "found at the venue by client id", extra },
  };
}

/**
 * Whether a definitive "not there" counts by now: not before the order's deadline, nor while the venue's look-ups may lag
 * behind. One the venue has acknowledged exists: a look-up that misses it is doubted, from the first on.
 */
export function missCounts(order: Order, now: WallMs): boolean {
  const isKnown = order.venueOrderId !== null;
  const doubtMs = isKnown && order.lookups > 0 ? DOUBT_MS : 0;
  const lagMs = isKnown ? 0 : lookUpLagMs(order.venue);
  return isPast(order, now, order.deadline + lagMs + doubtMs + LOOKUP_GAP_MS * order.lookups);
}

/** The step of the locked order after a miss that counts; `seen` is how often it had been missed when it was asked for. */
export function stepOfMiss(locked: Order, seen: number): LookUpStep {
  // another look-up counted first: two at one instant are one
  if (locked.lookups !== seen) return { count: null, step: null };
  if (locked.venueOrderId !== null && locked.lookups === 0) return { count: "doubt", step: null };
  if (locked.lookups + 1 < LOOKUPS_MIN) {
    const unanswered = { event: { kind: "unanswered" }, reason: "no answer by the deadline" } as const;
    return { count: "count", step: locked.status === "sent" ? unanswered : null };
  }
  const extra = locked.cancelCode === null ? {} : { extra: { endCode: locked.cancelCode } };
  return {
    count: "count",
    step: { event: { kind: "expired" }, reason: "twice not found at the venue", ...extra },
  };
}
