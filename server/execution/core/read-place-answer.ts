import type { PlaceAnswer } from "@/server/exchange/core/exchange-port";
import type { OrderStatus } from "@/server/kernel/order-statuses";
import { refusedCode } from "./end-code";
import type { OrderEvent } from "./order-state";
import type { OrderStep } from "./order-step";

const REASON_MAX = 200;

/** What a venue's definitive answer makes of the order that was sent. */
export const stepOfAnswer = (answer: PlaceAnswer): OrderStep =>
  answer.kind === "accepted"
    ? {
        event: { kind: "acknowledged" },
        reason: "accepted by the venue",
        extra: { venueOrderId: answer.venueOrderId },
      }
    : {
        event: { kind: "rejected" },
        reason: answer.reason,
        extra: { endCode: refusedCode(answer.because) },
      };

/** The same where none came, or none that can be read: the outcome is unknown, whatever the cause. */
export function stepOfNoAnswer(error: unknown): OrderStep {
  const cause = error instanceof Error ? error.message : "no answer";
  return { event: { kind: "unanswered" }, reason: `no readable answer: ${cause}`.slice(0, REASON_MAX) };
}

/** Whether an answer still says something: a look-up may have made the order UNKNOWN meanwhile, or known it. */
export const answerCounts = (status: OrderStatus | undefined, event: OrderEvent): boolean =>
  status === "sent" || (status === "unknown" && event.kind !== "unanswered");
