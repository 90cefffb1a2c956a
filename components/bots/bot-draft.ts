// The form of a new bot as text, and what is sent of it. The server checks; this only shapes.
import type { RiskModeName } from "@/server/bots/core/bot";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { readNumber } from "@/server/kernel/typed-number";
import type { Timeframe } from "@/server/market/core/candle";
import type { StrategyView } from "@/server/strategy/core/describe-strategy";

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
  readonly strategy: string;
  /** of that strategy, as typed, by name */
  readonly params: { readonly [name: string]: string };
};

/** An empty form on the first market and the first strategy, with that strategy's own standard. */
export function draftOf(markets: readonly Market[], strategies: readonly StrategyView[]): BotDraft {
  const [first] = markets;
  return {
    name: "",
    exchange: first?.exchange ?? "",
    symbol: first?.symbol ?? "",
    timeframe: timeframeFor(first, "5m"),
    riskMode: "balanced",
    capital: "",
    ...standardOf(strategies, strategies[0]?.id ?? ""),
  };
}

/** What a form shows when another strategy is chosen: its own standard. */
export const standardOf = (
  strategies: readonly StrategyView[],
  strategy: string,
): Pick<BotDraft, "strategy" | "params"> => ({
  strategy,
  params: Object.fromEntries(
    (strategies.find(({ id }) => id === strategy)?.params ?? []).map((param) => [
      param.name,
      String(param.default),
    ]),
  ),
});

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
  const { name, strategy, params } = draft;
  return {
    ...(name.trim() ? { name } : {}),
    exchange: draft.exchange as ExchangeName,
    symbol: draft.symbol,
    timeframe: draft.timeframe as Timeframe,
    strategy,
    params: Object.fromEntries(Object.entries(params).map(([param, text]) => [param, numberOr(text)])),
    riskMode: draft.riskMode,
    capital: plainOr(draft.capital),
  };
}

function plainOr(text: string): string {
  const read = readNumber(text);
  return read.ok ? read.text : text;
}

function numberOr(text: string): number | string {
  const read = readNumber(text);
  return read.ok ? Number(read.text) : text;
}
