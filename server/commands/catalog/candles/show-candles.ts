import { seriesRef } from "@/server/candles/core/download-ask";
import { showSeriesGaps } from "@/server/candles/show-series";
import { defineCommand } from "../../command";
import { seriesDetail } from "../../views/candles";

export const showCandlesCommand = defineCommand({
  id: "candles.show",
  title: "Show stored candles",
  guidance:
    "Shows one series of candles kept for research with its gaps: when candles are missing, and how many.",
  input: seriesRef,
  output: seriesDetail,
  tier: "R",
  role: "viewer",
  run: showSeriesGaps,
});
