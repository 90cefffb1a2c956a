import { jobContext } from "@/server/audit/job-context";
import { pauseBot } from "@/server/bots/pause-bot";
import type { StopTries } from "@/server/execution/core/plan-protection";
import { tellUnprotected } from "@/server/execution/place-stop";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sellNow } from "@/server/execution/sell-now";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { OpenPosition } from "@/server/positions/core/open-position";

/**
 * The exchange does not take a stop for it: it is sold at market, by the road of every exit, and its bot paused, or it would
 * buy what is sold again, over and over. Called again until the position is closed; what was done already stays done.
 */
export async function sellUnprotected(
  runtime: TradingRuntime,
  position: OpenPosition,
  tries: StopTries,
): Promise<void> {
  const { positionId, userId, botId, exchange, symbol, stopPrice } = position;
  const label = exchangeLabel(exchange);
  const exit = {
    reasonCode: "stop_refused",
    price: runtime.lastTick(exchange, symbol)?.last ?? stopPrice,
    words: `${label} refuses the stop that would protect it: ${tries.words}`,
  };
  await sellNow(runtime, position, exit);
  await tellUnprotected(runtime, position, tries, "sold");
  const ctx = jobContext(runtime.clocks, userId, "exchange-stops", `${positionId}:pause`);
  const reason = `${label} takes no stop for ${symbol}, so nothing it holds there would be protected: ${tries.words}`;
  const paused = await pauseBot({ bot: botId, reason: reason.slice(0, REASON_MOST) }, ctx);
  if (!paused.ok) runtime.failed("pausing a bot without a stop", botId, new Error(paused.refusal.message));
}

const REASON_MOST = 200;
