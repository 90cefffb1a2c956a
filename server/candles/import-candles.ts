import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { record } from "@/server/audit/record";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { CandleTable } from "@/server/market/candle-files/candle-file";
import { candleCloseAt } from "@/server/market/core/candle";
import { changeSeries } from "./change-series";
import { LIBRARY_LIMITS } from "./core/candle-library";
import { isPractice, nameText, PLACE, readSymbol } from "./core/series-name";
import { rulesOfFile } from "./core/series-rules";
import type { SeriesView } from "./core/series-view";
import { slicePrices } from "./pack-candles";
import { judgeLibrary } from "./request-download";
import { showSeries } from "./show-series";
import { saveChunk } from "./store/chunks";
import { findSeries, findSeriesByName, findSeriesOf, saveNewSeries } from "./store/series";

const CHUNK = 5_000;
const FEES_OF: ExchangeName = "binance";

export type ImportAsk = {
  /** a file that was read and judged whole */
  readonly table: CandleTable;
  /** what the owner calls it; null: "import" */
  readonly place: string | null;
  /** the market; null: as the file names it */
  readonly symbol: string | null;
  /** whose fees and steps hold for it; null: Binance's */
  readonly exchange: ExchangeName | null;
};

/**
 * Keeps the candles of a file for research, beside those that were downloaded. All of them or none: what a cut left behind
 * is cleared away. Refuses with `invalid` what names no market, `not_now` for a name that is taken, `limit_reached`.
 */
export async function importCandles(
  { table, ...asked }: ImportAsk,
  ctx: ActionContext,
): Promise<Result<SeriesView>> {
  const named = nameOf(table, asked);
  if (!named.ok) return named;
  const { place, symbol } = named.value;
  const { timeframe, openAt } = table;
  const name = nameText({ place, symbol, timeframe });
  const [known, all] = await Promise.all([
    findSeriesByName(ctx.userId, { place, symbol, timeframe }),
    findSeriesOf(ctx.userId),
  ]);
  if (known)
    return refuse(
      "not_now",
      `There are candles called ${name} already: delete them, or call these otherwise.`,
      "place",
    );
  const full = judgeImport(table, judgeLibrary(all, true));
  if (full !== null) return refuse("limit_reached", full);
  const exchange = asked.exchange ?? FEES_OF;
  const [from, until] = [openAt[0] as number, candleCloseAt(openAt.at(-1) as number, timeframe)];
  const id = ctx.runId;
  const made = await commit(ctx, {
    action: "candles.imported",
    subject: id,
    reason: `${name} from ${table.file}`,
    detail: { name, file: table.file, sha256: table.sha256, candles: openAt.length },
    events: [],
    write: (tx) =>
      saveNewSeries(tx, {
        id,
        userId: ctx.userId,
        place,
        exchange,
        symbol,
        timeframe,
        origin: "import",
        status: "running",
        cursor: { fromAt: from, untilAt: until, tailFromAt: from, nextAt: until, headAt: null },
        rules: rulesOfFile(exchange, table.priceScale),
        notes: table.notes.map(({ words }) => words),
        file: table.file,
        sha256: table.sha256,
        wallNow: ctx.wallNow,
      }),
  });
  if (!made.ok) return made;
  for (let at = 0; at < openAt.length; at += CHUNK) {
    const columns = slicePrices(table, at, Math.min(at + CHUNK, openAt.length));
    await record((tx) => saveChunk(tx, { id, timeframe }, columns));
  }
  const series = await findSeries(id);
  if (!series) return refuse("not_found", "It was deleted while it was being kept.");
  await changeSeries(series, { from: ["running"], to: "done", reason: "all of it is kept" }, ctx);
  return showSeries(ctx.userId, id);
}

function judgeImport({ openAt, file }: CandleTable, library: string | null): string | null {
  if (openAt.length <= LIBRARY_LIMITS.candles) return library;
  return `${file} holds ${openAt.length} candles; a series holds ${LIBRARY_LIMITS.candles}: split it by time.`;
}

function nameOf(
  { symbol: told, file }: CandleTable,
  asked: Pick<ImportAsk, "place" | "symbol">,
): Result<{ readonly place: string; readonly symbol: string }> {
  const place = (asked.place?.trim() || "import").toLowerCase();
  if (!PLACE.test(place) || isPractice(place))
    return refuse(
      "invalid",
      `"${place.slice(0, 40)}" cannot be a name: write letters, digits and dashes, for example vision.`,
      "place",
    );
  if (exchangeNames.some((each) => each === place))
    return refuse(
      "invalid",
      `"${place}" is kept for candles downloaded from there: call the file's otherwise, for example my-${place}.`,
      "place",
    );
  const typed = asked.symbol?.trim();
  const symbol = typed ? readSymbol(typed) : told === null ? null : readSymbol(told);
  if (symbol !== null) return accept({ place, symbol });
  return refuse(
    "invalid",
    typed
      ? `"${typed.slice(0, 40)}" is no market: write it like BTC/USDT.`
      : `${file} does not say which market it is of: name it, for example BTC/USDT.`,
    "symbol",
  );
}
