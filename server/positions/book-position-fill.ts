import type { ActionContext } from "@/server/audit/action-context";
import { plusMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, maxOf, toDecimal } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";
import type { WriteTx } from "@/server/platform/db";
import type { Settings } from "@/server/settings/core/settings";
import { applyFill, entryPriceOf, type FillFacts } from "./core/apply-fill";
import { placeStops } from "./core/check-stops";
import { beginWith } from "./core/dust";
import type { OpenPosition } from "./core/open-position";
import {
  lockOpenPosition,
  type StopData,
  savePositionClosed,
  savePositionOpened,
  savePositionState,
  takeDust,
} from "./store";

export type PositionFill = Pick<
  OpenPosition,
  "userId" | "botId" | "versionId" | "book" | "venue" | "exchange" | "symbol" | "base" | "quote"
> & {
  readonly fill: FillFacts;
  readonly reasonCode: string;
  readonly riskMode: keyof Settings["riskModes"];
  readonly settings: Settings;
  readonly lotSize: Decimal;
};

const HOUR_MS = 3_600_000;

export type BookedPosition = {
  readonly positionId: string;
  readonly realised: Decimal | null;
  readonly change: "opened" | "grown" | "reduced" | "closed";
};

/**
 * Carries one fill into the bot's position, inside the caller's commit: a first buy opens it, takes over the dust of
 * earlier ones and places its exits, further buys move them with the average entry, sales reduce it; what is left below
 * one lot is dust and closes it.
 */
export async function bookPositionFill(
  tx: WriteTx,
  ctx: ActionContext,
  facts: PositionFill,
): Promise<BookedPosition> {
  const open = await lockOpenPosition(tx, facts.botId);
  if (facts.fill.side === "buy") return open ? grow(tx, facts, open) : openNew(tx, ctx, facts);
  invariant(open, "a sale without an open position");
  const { position, realised } = applyFill(open, facts.fill);
  if (floorToStep(position.amount, facts.lotSize).isZero()) {
    const closing = { reason: facts.reasonCode, marketAt: ctx.marketNow, wallAt: ctx.wallNow };
    await savePositionClosed(tx, open.positionId, position, closing);
    return { positionId: open.positionId, realised, change: "closed" };
  }
  await savePositionState(tx, open.positionId, position, null);
  return { positionId: open.positionId, realised, change: "reduced" };
}

async function openNew(tx: WriteTx, ctx: ActionContext, facts: PositionFill): Promise<BookedPosition> {
  const dust = await takeDust(tx, facts);
  const { position } = applyFill(beginWith(dust), facts.fill);
  const stops = stopsFor(facts, entryPriceOf(position), facts.fill.price);
  const { marketNow: marketAt, wallNow: wallAt } = ctx;
  const { timeStopHours } = facts.settings;
  const timeStopAt = timeStopHours === null ? null : plusMs(marketAt, timeStopHours * HOUR_MS);
  const opened = { ...facts, state: position, dust, stops, timeStopAt, marketAt, wallAt };
  const positionId = await savePositionOpened(tx, opened);
  return { positionId, realised: null, change: "opened" };
}

async function grow(tx: WriteTx, facts: PositionFill, open: OpenPosition): Promise<BookedPosition> {
  const { position } = applyFill(open, facts.fill);
  const stops = stopsFor(facts, entryPriceOf(position), maxOf(open.highestPrice, facts.fill.price));
  await savePositionState(tx, open.positionId, position, stops);
  return { positionId: open.positionId, realised: null, change: "grown" };
}

function stopsFor(
  { settings, riskMode }: PositionFill,
  entryPrice: Decimal,
  highestPrice: Decimal,
): StopData {
  const stops = placeStops(entryPrice, {
    stop: toDecimal(settings.riskModes[riskMode].stop),
    target: toDecimal(settings.takeProfit),
    trailing: toDecimal(settings.trailingStop),
  });
  return { ...stops, highestPrice };
}
