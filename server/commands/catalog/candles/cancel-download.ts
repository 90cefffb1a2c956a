import { cancelDownload } from "@/server/candles/cancel-download";
import { seriesRef } from "@/server/candles/core/download-ask";
import { showSeries } from "@/server/candles/show-series";
import { defineCommand } from "../../command";
import { seriesView } from "../../views/candles";

export const cancelDownloadCommand = defineCommand({
  id: "candles.cancel",
  title: "Cancel a download of candles",
  guidance: "Ends a download that waits or runs. The candles it has stay and can be gone on with.",
  input: seriesRef,
  output: seriesView,
  tier: "W",
  role: "trader",
  run: cancelDownload,
  recall: (seriesId, ctx) => showSeries(ctx.userId, seriesId),
});
