import type { ActionContext } from "@/server/audit/action-context";
import { plusMs } from "@/server/kernel/clock";
import { type Decimal, toDecimal } from "@/server/kernel/money";
import type { WriteTx } from "@/server/platform/db";
import type { Settings } from "@/server/settings/core/settings";
import { entryPriceOf, type FillFacts } from "./core/apply-fill";
import { type CarriedFill, carryFill, noDust } from "./core/carry-fill";
import { placeStops } from "./core/check-stops";
import type { Dust } from "./core/dust";
import { type BotExits, toPositionExits } from "./core/exit-rules";
import type { OpenPosition } from "./core/open-position";
import {
  lockOpenPosition,
  type StopData,
  savePositionClosed,
  savePositionOpened,
  savePositionState,
  takeDust,
} from "./store/positions";

export type PositionFill = Pick<
  OpenPosition,
  "userId" | "botId" | "versionId" | "book" | "venue" | "exchange" | "symbol" | "base" | "quote"
> & {
  readonly fill: FillFacts;
  readonly reasonCode: string;
  readonly riskMode: keyof Settings["riskModes"];
  readonly settings: Settings;
  /** the bot's own; null: its owner's settings */
  readonly exits: BotExits | null;
  /** how far below its entry the order was decided to be stopped, a fraction; null: as the bot's risk mode says */
  readonly stopRatio: Decimal | null;
  readonly lotSize: Decimal;
};

const HOUR_MS = 3_600_000;

export type BookedPosition = {
  readonly positionId: string;
  readonly realised: Decimal | null;
  readonly change: CarriedFill["change"];
};

/**
 * Carries one fill into the bot's position, inside the caller's commit: a first buy opens it, takes over the dust of
 * earlier ones and places its exits, further buys move them with the average entry, and what follows the highest price
 * begins anew there; what a person has set stays. Sales reduce or close it.
 */
export async function bookPositionFill(
  tx: WriteTx,
  ctx: ActionContext,
  facts: PositionFill,
): Promise<BookedPosition> {
  const open = await lockOpenPosition(tx, facts.botId);
  const dust = open ? noDust : await takeDust(tx, facts);
  const carried = carryFill(open, facts.fill, { dust, lotSize: facts.lotSize });
  if (!open) return openNew(tx, ctx, facts, { ...carried, dust });
  const { state, realised, change } = carried;
  if (change === "closed") {
    const closing = { reason: facts.reasonCode, marketAt: ctx.marketNow, wallAt: ctx.wallNow };
    await savePositionClosed(tx, open.positionId, state, closing);
  } else {
    const stops = change === "grown" ? stopsOfGrown(facts, open, entryPriceOf(state), ctx.marketNow) : null;
    await savePositionState(tx, open.positionId, state, stops);
  }
  return { positionId: open.positionId, realised, change };
}

async function openNew(
  tx: WriteTx,
  ctx: ActionContext,
  facts: PositionFill,
  { state, dust, change }: CarriedFill & { readonly dust: Dust },
): Promise<BookedPosition> {
  const stops = stopsFor(facts, entryPriceOf(state), facts.fill.price);
  const { marketNow: marketAt, wallNow: wallAt } = ctx;
  const hours = facts.exits?.timeHours ?? facts.settings.timeStopHours;
  const timeStopAt = hours === null ? null : plusMs(marketAt, hours * HOUR_MS);
  const positionId = await savePositionOpened(tx, {
    ...facts,
    state,
    dust,
    stops,
    timeStopAt,
    marketAt,
    wallAt,
  });
  return { positionId, realised: null, change };
}

function stopsFor(
  { settings, riskMode, exits, stopRatio }: PositionFill,
  entryPrice: Decimal,
  highestPrice: Decimal,
): StopData {
  const stops = placeStops(entryPrice, {
    stop: stopRatio ?? toDecimal(settings.riskModes[riskMode].stop),
    target: toDecimal(exits?.target ?? settings.takeProfit),
    trailing: toDecimal(exits?.trailing?.ratio ?? settings.trailingStop),
  });
  return { ...stops, highestPrice, exits: toPositionExits(exits), peakFrom: null };
}

/** The peak begins anew: the one before would sell at once what was bought lower. */
function stopsOfGrown(
  facts: PositionFill,
  open: OpenPosition,
  entryPrice: Decimal,
  now: OpenPosition["openedMarketAt"],
): StopData {
  const { price } = facts.fill;
  const { stopPrice, targetPrice, ...stops } = stopsFor(facts, entryPrice, price);
  return {
    ...stops,
    stopPrice: open.stopSet ? open.stopPrice : stopPrice,
    targetPrice: open.targetSet ? open.targetPrice : targetPrice,
    peakFrom: now,
  };
}
