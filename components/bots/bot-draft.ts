// The form of a new bot as text, and what is sent of it. The server checks; this only shapes.
import type { RiskModeName } from "@/server/bots/core/bot";
import type { ExchangeName } from "@/server/exchange/core/market-rules";
import type { Timeframe } from "@/server/market/core/candle";

export type Market = {
  readonly exchange: string;
  readonly symbol: string;
  readonly quote: string;
  readonly timeframes: readonly string[];
};

export type BotDraft = {
  readonly name: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly riskMode: RiskModeName;
  readonly capital: string;
  readonly fast: string;
  readonly slow: string;
  readonly trend: string;
};

/** An empty form on the first market, with the strategy's own standard. */
export function draftOf(markets: readonly Market[]): BotDraft {
  const [first] = markets;
  return {
    name: "",
    exchange: first?.exchange ?? "",
    symbol: first?.symbol ?? "",
    timeframe: timeframeFor(first, "5m"),
    riskMode: "balanced",
    capital: "",
    fast: "12",
    slow: "26",
    trend: "0",
  };
}

/** The form after another exchange or symbol was chosen: what it cannot have falls back to what it can. */
export function moveTo(
  draft: BotDraft,
  markets: readonly Market[],
  exchange: string,
  symbol: string,
): BotDraft {
  const there = markets.filter((market) => market.exchange === exchange);
  const market = there.find((each) => each.symbol === symbol) ?? there[0];
  return {
    ...draft,
    exchange,
    symbol: market?.symbol ?? symbol,
    timeframe: timeframeFor(market, draft.timeframe),
  };
}

const timeframeFor = (market: Market | undefined, wanted: string): string =>
  market?.timeframes.includes(wanted) ? wanted : (market?.timeframes[0] ?? wanted);

/** What `bots.create` takes. A number that is not one is sent as typed, for the server to name. */
export function toInput(draft: BotDraft) {
  const { name, fast, slow, trend } = draft;
  return {
    ...(name.trim() ? { name } : {}),
    exchange: draft.exchange as ExchangeName,
    symbol: draft.symbol,
    timeframe: draft.timeframe as Timeframe,
    strategy: "ema-cross",
    params: { fast: numberOr(fast), slow: numberOr(slow), trend: numberOr(trend) },
    riskMode: draft.riskMode,
    capital: draft.capital.trim().replace(/[\u00a0\u202f ]/g, ""),
  };
}

const numberOr = (text: string): number | string =>
  /^-?\d{1,9}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : text;
