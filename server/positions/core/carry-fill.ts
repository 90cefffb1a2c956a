import { type Decimal, floorToStep, ZERO } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import { applyFill, type FillFacts, type PositionState } from "./apply-fill";
import { beginWith, type Dust } from "./dust";

export type CarriedFill = {
  readonly state: PositionState;
  readonly realised: Decimal | null;
  readonly change: "opened" | "grown" | "reduced" | "closed";
};

export const noDust: Dust = { amount: ZERO, cost: ZERO };

/**
 * What one fill makes of a bot's position: a first buy opens one and takes the dust of earlier ones over, further buys let
 * it grow, sales reduce it; what is left below one lot is dust and closes it. Throws an invariant for a sale of nothing.
 */
export function carryFill(
  open: PositionState | null,
  fill: FillFacts,
  { dust, lotSize }: { readonly dust: Dust; readonly lotSize: Decimal },
): CarriedFill {
  if (fill.side === "buy") {
    const { position: state } = applyFill(open ?? beginWith(dust), fill);
    return { state, realised: null, change: open ? "grown" : "opened" };
  }
  invariant(open, "a sale without an open position");
  const { position: state, realised } = applyFill(open, fill);
  const isOver = floorToStep(state.amount, lotSize).isZero();
  return { state, realised, change: isOver ? "closed" : "reduced" };
}
