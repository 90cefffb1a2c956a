import { seriesRef } from "@/server/candles/core/download-ask";
import { deleteSeries } from "@/server/candles/delete-series";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";

export const deleteCandlesCommand = defineCommand({
  id: "candles.delete",
  title: "Delete stored candles",
  guidance: "Deletes one series of candles kept for research. Backtests made of it stay.",
  input: seriesRef,
  output: seriesRef,
  tier: "W",
  role: "trader",
  run: deleteSeries,
  recall: async (seriesId) => accept({ seriesId }),
});
