import type { MarketRules } from "@/server/market/core/market-rules";
import type { Settings } from "@/server/settings/core/settings";
import type { BacktestOptions } from "./backtest-options";
import { backtestOptions } from "./backtest-options";
import type { BacktestRequest } from "./backtest-request";
import { fromText } from "./plain-number";

type ModeSettings = Pick<Settings, "riskModes" | "takeProfit" | "trailingStop" | "timeStopHours">;

/**
 * How a request is traded on one market: the exchange's steps and fee, and, with a risk mode, what a bot of that mode
 * does with the owner's present settings: its share of the equity per position, its stop, target, trailing and time
 * stop. What the request says itself goes before the mode's.
 */
export function toRunOptions(
  request: BacktestRequest,
  market: Pick<MarketRules, "tickSize" | "lotSize" | "minNotional" | "takerFee">,
  settings: ModeSettings,
): BacktestOptions {
  const fee = request.fee === null ? market.takerFee.toNumber() : fromText(request.fee);
  const bot = request.riskMode && botOptions(settings, request.riskMode, fee);
  const options = backtestOptions.parse({
    wallet: fromText(request.wallet),
    stake: fromText(request.stake),
    fee,
    slippage: fromText(request.slippage),
    fill: request.fill,
    lot: market.lotSize.toNumber(),
    tick: market.tickSize.toNumber(),
    minNotional: market.minNotional.toNumber(),
  });
  return { ...options, ...bot, ...ownWords(request) };
}

/**
 * A bot's exits lie around its average entry price, which holds the fee of a purchase: price / (1 − fee). The replay
 * counts from the fill price and states profits after both fees, so the same levels carry other numbers here.
 */
export function botOptions(
  settings: ModeSettings,
  riskMode: keyof Settings["riskModes"],
  fee: number,
): Partial<BacktestOptions> {
  const mode = settings.riskModes[riskMode];
  const [stop, target, trail] = [mode.stop, settings.takeProfit, settings.trailingStop].map(fromText) as [
    number,
    number,
    number,
  ];
  const average = 1 / (1 - fee);
  const { timeStopHours } = settings;
  return {
    equityRatio: fromText(mode.positionSize),
    equityRatioMax: fromText(mode.positionCap),
    stop: Math.max(0, 1 - (1 - stop) * average),
    roi: { "0": (1 + target) * average * (1 - fee) - (1 + fee) },
    trailing: {
      on: trail > 0,
      positive: trail,
      // the trailing stop works once it lies above the average entry
      offset: Math.max(1e-9, ((average / (1 - trail)) * (1 - fee)) / (1 + fee) - 1),
      onlyAboveOffset: true,
    },
    timeStopMinutes: timeStopHours === null ? null : timeStopHours * 60,
  };
}

/** What the request says itself, of stops and targets. */
function ownWords({ stop, roi, trailing, timeStopMinutes }: BacktestRequest): Partial<BacktestOptions> {
  const table = Object.entries(roi).map(([minutes, ratio]) => [minutes, fromText(ratio)] as const);
  return {
    ...(stop === null ? {} : { stop: fromText(stop) }),
    ...(table.length === 0 ? {} : { roi: Object.fromEntries(table) }),
    ...(timeStopMinutes === null ? {} : { timeStopMinutes }),
    ...(trailing === null
      ? {}
      : {
          trailing: {
            on: true,
            positive: trailing.positive === null ? null : fromText(trailing.positive),
            offset: fromText(trailing.offset),
            onlyAboveOffset: trailing.onlyAboveOffset,
          },
        }),
  };
}
