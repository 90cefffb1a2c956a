import { marketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import { toPositionExits } from "@/server/positions/core/exit-rules";
import { standingOf } from "@/server/risk/core/book-rules";
import { askOnce } from "./ask-once";
import { type DecisionPlan, planDecision, type Snapshot } from "./core/plan-decision";
import { isStillOpen, stepVirtual } from "./core/virtual-trade";
import { makerFirstOf } from "./entry-facts";
import type { BotSnapshot } from "./load-snapshots";
import type { Planned, PlannedVirtual } from "./to-records";

/**
 * The plan of one bot when its turn has come: the book's facts are those left by the bots before it, and an entry
 * counts against the book at once. A record keeps those facts only where the decision came to read them.
 */
export function decideBot(loaded: BotSnapshot): Planned {
  const asked = withBook(loaded);
  const plan = planDecision(asked, askOnce);
  const { exposure, bot } = loaded;
  const { base, quote } = asked.rules;
  const value = plan.order?.purpose === "entry" ? plan.order.reserve : null;
  const written = value && exposure?.take({ botId: bot.botId, exchange: bot.exchange, base, quote, value });
  const snapshot = plan.checks.length > 0 ? asked : loaded.snapshot;
  const virtual = followVirtual(loaded, asked, plan);
  return { ...loaded, snapshot, plan, virtual, ...(written && { written }) };
}

function withBook({ bot, snapshot, window, settings, exposure, tradeRecord }: BotSnapshot): Snapshot {
  const { base, quote } = snapshot.rules;
  const candleMs = timeframeMs(bot.timeframe as Timeframe);
  const makerFirst = makerFirstOf(settings, candleMs);
  const place = { botId: bot.botId, exchange: bot.exchange, base, quote };
  const risk = exposure &&
    tradeRecord && { at: window.slotAt, candleMs, ...exposure.factsFor(place), ...tradeRecord };
  return { ...snapshot, entry: { ...snapshot.entry, makerFirst, ...(risk && { risk }) } };
}

const HOUR_MS = 3_600_000;

/** The bot's virtual trade at this slot, and what the edge gate says of it, whatever was decided. */
function followVirtual(
  { bot, window, settings, openVirtual }: BotSnapshot,
  asked: Snapshot,
  plan: DecisionPlan,
): PlannedVirtual {
  const { source } = window;
  const slotAt = marketMs(window.slotAt);
  const still = openVirtual && isStillOpen(openVirtual, { versionId: bot.versionId, source, slotAt });
  const { timeStopHours, takeProfit, trailingStop } = settings;
  const hours = bot.exits?.timeHours ?? timeStopHours;
  const step = stepVirtual({
    open: still ? openVirtual : null,
    snapshot: asked,
    plan,
    slotAt,
    candleMs: timeframeMs(bot.timeframe as Timeframe),
    exits: {
      stop: asked.entry.stopRatio,
      target: toDecimal(bot.exits?.target ?? takeProfit),
      trailing: toDecimal(bot.exits?.trailing?.ratio ?? trailingStop),
      timeStopMs: hours === null ? null : hours * HOUR_MS,
      more: toPositionExits(bot.exits),
    },
  });
  const { rules, price, equity, entry } = asked;
  const standing = entry.risk ? standingOf({ ...entry, risk: entry.risk, rules, price, equity }) : null;
  return { outdated: openVirtual !== null && !still, step, standing };
}
