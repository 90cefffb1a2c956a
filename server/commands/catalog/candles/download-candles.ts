import { downloadAsk } from "@/server/candles/core/download-ask";
import { requestDownload } from "@/server/candles/request-download";
import { showSeries } from "@/server/candles/show-series";
import { simulatorOrigin } from "@/server/vault/offered-sites";
import { defineCommand } from "../../command";
import { seriesView } from "../../views/candles";

export const downloadCandlesCommand = defineCommand({
  id: "candles.download",
  title: "Download candles",
  guidance:
    "Downloads past candles of one market of an exchange for research, from a date up to now, in the background. A " +
    "series that is there already goes on where it stands. Backtests use it by its name, such as binance:BTC/USDT:1h.",
  input: downloadAsk,
  output: seriesView,
  tier: "W",
  role: "trader",
  run: (input, ctx) =>
    requestDownload({ ...input, practice: simulatorOrigin(input.exchange) !== undefined }, ctx),
  recall: (seriesId, ctx) => showSeries(ctx.userId, seriesId),
});
