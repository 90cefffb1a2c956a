import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, toDecimal, toText } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { findLastClose } from "@/server/market/find-last-close";
import { findMarket } from "@/server/market/find-market";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { judgeLevel } from "@/server/positions/core/judge-level";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { findPosition } from "@/server/positions/list-open-positions";
import { saveExitLevel } from "@/server/positions/save-exit-level";

/** The exits of a position after an edit, quote per base as text; `before` is what stood there, for undoing it. */
export type ExitLevelsView = {
  readonly positionId: string;
  readonly botId: string;
  readonly symbol: string;
  readonly quote: string;
  readonly stopPrice: string;
  readonly targetPrice: string | null;
  readonly before: string | null;
  /** whether a person had set what stood there: what nobody had is put back as such */
  readonly beforeSet: boolean;
};

const FINEST = toDecimal("0.000000000000000001");

export type LevelAsked = {
  readonly kind: "stop" | "target";
  readonly positionId: string;
  /** null takes a target away */
  readonly price: string | null;
  /** puts back what nobody had set by hand, off the step too */
  readonly restore?: boolean | undefined;
};

/**
 * A person lays the stop or the target of an open position. The watcher goes by it within a second, the stop at the exchange
 * moves with it, and further lots leave it where it is. Refuses with `not_found`, `not_now` (closed, no price), `invalid` with
 * what would be allowed, or `stale_write`.
 */
export async function setExitLevel(
  { kind, positionId, price, restore = false }: LevelAsked,
  ctx: ActionContext,
): Promise<Result<ExitLevelsView>> {
  const position = await findPosition(positionId, ctx.userId);
  if (!position) return refuse("not_found", "You have no such position.");
  const asked = { kind, position, price: price === null ? null : toDecimal(price), restore };
  const judged = await judge(asked, ctx.marketNow);
  if (!judged.ok) return judged;
  if (position.status === "closed")
    return refuse("not_now", `The position in ${position.symbol} is closed: it has no target any more.`);
  const { botId, symbol, quote, exitsRevision } = position;
  const beforeSet = kind === "stop" ? position.stopSet : position.targetSet;
  const before = kind === "stop" ? position.stopPrice : position.targetPrice;
  const now = { from: before && toText(before), to: judged.value && toText(judged.value) };
  const written = await commit(ctx, {
    action: `${kind}.set`,
    subject: positionId,
    reason: `${kind} of ${symbol} ${now.to === null ? "taken away" : `at ${now.to} ${quote}`}, was ${now.from ?? "none"}`,
    detail: { ...now, symbol, botId, byHand: !restore },
    events: [{ name: "position/changed", data: { positionId, botId, symbol } }],
    write: (tx) =>
      saveExitLevel(tx, {
        positionId,
        userId: ctx.userId,
        exitsRevision,
        kind,
        price: judged.value,
        isSet: !restore,
      }),
  });
  if (!written.ok) return written;
  return showExitLevels(positionId, ctx.userId, { before: now.from, beforeSet });
}

/** The exits of a position as they are now. */
export async function showExitLevels(
  positionId: string,
  userId: string,
  was: Pick<ExitLevelsView, "before" | "beforeSet"> = { before: null, beforeSet: false },
): Promise<Result<ExitLevelsView>> {
  const position = await findPosition(positionId, userId);
  if (!position) return refuse("not_found", "You have no such position.");
  const { botId, symbol, quote, stopPrice, targetPrice } = position;
  return accept({
    positionId,
    botId,
    symbol,
    quote,
    stopPrice: toText(stopPrice),
    targetPrice: targetPrice && toText(targetPrice),
    ...was,
  });
}

type Judged = {
  readonly kind: LevelAsked["kind"];
  readonly position: OpenPosition;
  readonly price: Decimal | null;
  readonly restore: boolean;
};

async function judge(
  { kind, position, price, restore }: Judged,
  marketNow: MarketMs,
): Promise<Result<Decimal | null>> {
  if (price === null) return accept(null);
  const { exchange, symbol, quote, status } = position;
  const market = await findMarket(exchange, symbol);
  if (!market)
    return refuse("not_now", `${symbol} is not in the market in use: its exits cannot be set now.`);
  const last = await lastPriceOf(position, marketNow, market.timeframes);
  // what a rule had laid there lies between steps
  const tickSize = restore ? FINEST : market.rules.tickSize;
  return judgeLevel(kind, { symbol, quote, status, price, last, tickSize });
}

/** As the pages show it, else the last candle's close. */
async function lastPriceOf(
  { userId, book, positionId, exchange, symbol }: OpenPosition,
  marketNow: MarketMs,
  timeframes: NonNullable<Awaited<ReturnType<typeof findMarket>>>["timeframes"],
): Promise<Decimal | null> {
  const view = await getLiveView(userId, book);
  const shown = view?.positions.find((one) => one.positionId === positionId)?.lastPrice;
  return shown ? toDecimal(shown) : findLastClose({ exchange, symbol, timeframes }, marketNow);
}
