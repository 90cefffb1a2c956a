import { toDecimal } from "@/server/kernel/money";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { planDecision, type Snapshot } from "./core/plan-decision";
import type { BotSnapshot } from "./load-snapshots";
import type { Planned } from "./to-records";

/**
 * The plan of one bot when its turn has come: the book's facts are those left by the bots before it, and an entry
 * counts against the book at once. A record keeps those facts only where the decision came to read them.
 */
export function decideBot(loaded: BotSnapshot): Planned {
  const asked = withBook(loaded);
  const plan = planDecision(asked);
  const { desk, bot } = loaded;
  const { base, quote } = asked.rules;
  const value = plan.order?.purpose === "entry" ? plan.order.reserve : null;
  const written = value && desk?.take({ botId: bot.botId, exchange: bot.exchange, base, quote, value });
  const snapshot = plan.checks.length > 0 ? asked : loaded.snapshot;
  return { ...loaded, snapshot, plan, ...(written && { written }) };
}

function withBook({ bot, snapshot, window, settings, desk, past }: BotSnapshot): Snapshot {
  const { base, quote } = snapshot.rules;
  const candleMs = timeframeMs(bot.timeframe as Timeframe);
  const makerFirst = {
    above: toDecimal(settings.makerFirstAbove),
    restMs: Math.min(settings.entryRestMs, candleMs),
  };
  const place = { botId: bot.botId, exchange: bot.exchange, base, quote };
  const risk = desk && past && { at: window.slotAt, candleMs, ...desk.factsFor(place), ...past };
  return { ...snapshot, entry: { ...snapshot.entry, makerFirst, ...(risk && { risk }) } };
}
