import type { FillModel } from "@/server/exchange/core/market-fill";
import { toDecimal } from "@/server/kernel/money";
import type { Settings } from "@/server/settings/core/settings";

/** What an owner says of the paper venue: how far from the price it fills, and how late. */
export type PaperTerms = {
  readonly model: FillModel;
  /** market clock, between acceptance and the first possible fill */
  readonly latencyMs: number;
};

type PaperSettings = Pick<Settings, "paperHalfSpread" | "paperSlippage" | "paperLatencyMs">;

export const toPaperTerms = (settings: PaperSettings): PaperTerms => ({
  model: {
    halfSpread: toDecimal(settings.paperHalfSpread),
    slippage: toDecimal(settings.paperSlippage),
  },
  latencyMs: settings.paperLatencyMs,
});
