import type { PositionView } from "@/server/portfolio/core/live-view";

/** What the stop of a position is: laid at its entry or by hand, or raised since by the price. */
export const stopWords: { readonly [kind in PositionView["stopKind"]]: string } = {
  stop_loss: "Stop",
  trailing_stop: "Trailing stop",
  break_even: "Break-even stop",
};
