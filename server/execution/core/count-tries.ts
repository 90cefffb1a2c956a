import type { RejectCause } from "@/server/exchange/core/exchange-port";
import type { WallMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import type { OrderStatus } from "@/server/kernel/order-statuses";
import { type StopTries, saysNever } from "./plan-protection";

/** A stop that was asked for, as it stands now. */
export type AskedStop = {
  readonly status: OrderStatus;
  /** it was asked back here, or has sold: its end says nothing of the exchange */
  readonly isOurs: boolean;
  /** why the exchange refused it; null where it did not, or told before reasons were kept */
  readonly because: RejectCause | null;
  readonly words: string;
  readonly at: WallMs;
  readonly amount: Decimal;
  readonly triggerPrice: Decimal;
};

/** A position none was asked for. */
export const NO_TRIES: StopTries = {
  asked: 0,
  failed: 0,
  lastAt: null,
  words: "",
  refused: 0,
  refusal: null,
};

/** What became of the stops of one position, oldest first: one that rested there wipes out the refusals before it. */
export const countTries = (stops: readonly AskedStop[]): StopTries => stops.reduce(count, NO_TRIES);

function count(tries: StopTries, { status, isOurs, because, ...stop }: AskedStop): StopTries {
  const asked = tries.asked + 1;
  const hasEnded = status === "rejected" || (status === "cancelled" && !isOurs);
  if (!hasEnded) {
    // one whose outcome nobody knew, or that never left, tells nothing
    const hasRested = ["ack", "partial", "filled", "cancelled"].includes(status);
    return { ...tries, asked, ...(hasRested && { refused: 0, refusal: null }) };
  }
  const failed = { asked, failed: tries.failed + 1, lastAt: stop.at, words: stop.words };
  const { amount, triggerPrice, at } = stop;
  if (because !== null && saysNever(because))
    return { ...failed, refused: tries.refused + 1, refusal: { amount, triggerPrice, because, at } };
  // taken away by hand, it was taken; a no for another reason leaves the count as it is
  const wasTaken = because === null && status === "cancelled";
  return { ...failed, ...(wasTaken ? { refused: 0, refusal: null } : pickRefusals(tries)) };
}

const pickRefusals = ({ refused, refusal }: StopTries) => ({ refused, refusal });
