// The form of a new bot as text, what is sent of it, and what it is judged by.
import type { RiskModeName } from "@/server/bots/core/bot";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Timeframe } from "@/server/market/core/candle";
import type { StrategyView } from "@/server/strategy/core/describe-strategy";
import { judgeParam } from "../strategies/judge-param";
import type { FormCheck } from "../ui/check-form";
import { numberOrText, plainText } from "../ui/typed-text";
import { type ExitDraft, exitFieldOf, exitInput, NO_EXITS } from "./exit-draft";

export type Market = {
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly quote: string;
  readonly timeframes: readonly string[];
};

export type BotDraft = {
  readonly name: string;
  /** "" where there is no market */
  readonly exchange: ExchangeName | "";
  readonly symbol: string;
  readonly timeframe: string;
  readonly riskMode: RiskModeName;
  readonly capital: string;
  readonly strategy: string;
  /** of that strategy, as typed, by name */
  readonly params: { readonly [name: string]: string };
  readonly exits: ExitDraft;
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
    exits: NO_EXITS,
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

/** What of the form changes with another exchange or symbol: what it cannot have falls back to what it can. */
export function moveTo(
  draft: BotDraft,
  markets: readonly Market[],
  exchange: BotDraft["exchange"],
  symbol: string,
): Pick<BotDraft, "exchange" | "symbol" | "timeframe"> {
  const there = markets.filter((market) => market.exchange === exchange);
  const market = there.find((each) => each.symbol === symbol) ?? there[0];
  return {
    exchange,
    symbol: market?.symbol ?? symbol,
    timeframe: timeframeFor(market, draft.timeframe),
  };
}

const timeframeFor = (market: Market | undefined, wanted: string): string =>
  market?.timeframes.includes(wanted) ? wanted : (market?.timeframes[0] ?? wanted);

/** What `bots.create` takes. A number that is not one is sent as typed, for its field to be named. */
export function toInput(draft: BotDraft) {
  const { name, strategy, params } = draft;
  return {
    ...(name.trim() ? { name } : {}),
    exchange: draft.exchange as ExchangeName,
    symbol: draft.symbol,
    timeframe: draft.timeframe as Timeframe,
    strategy,
    params: Object.fromEntries(Object.entries(params).map(([param, text]) => [param, numberOrText(text)])),
    riskMode: draft.riskMode,
    capital: plainText(draft.capital),
    ...exitInput(draft.exits),
  };
}

const schema = () => import("@/server/bots/core/bot").then(({ createBotInput }) => createBotInput);

/** By the input of the command, and by the limits of the strategy's parameters. */
export const botCheck = (
  strategies: readonly StrategyView[],
): FormCheck<BotDraft, ReturnType<typeof toInput>> => ({
  schema,
  toInput,
  fieldOf: exitFieldOf,
  beyond: ({ strategy, params }) => {
    const limits = strategies.find(({ id }) => id === strategy)?.params ?? [];
    return Object.fromEntries(
      limits.map((param) => [
        `params.${param.name}`,
        judgeParam(params[param.name] ?? "", param) ?? undefined,
      ]),
    );
  },
});
