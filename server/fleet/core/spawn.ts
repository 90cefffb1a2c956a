// What a spawn is asked and answers. Money is Decimal in the quote of its exchange.
import type { RiskModeName } from "@/server/bots/core/bot";
import type { SizeFacts } from "@/server/bots/core/decide-creation";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { Template } from "./template";

export type SpawnAsk = {
  /** null: as many as the day, the slots and the money allow */
  readonly count: number | null;
  /** null: wherever there is room */
  readonly exchange: ExchangeName | null;
  /** the same seed and the same fleet give the same bots */
  readonly seed: number;
};

export type SpawnMarket = {
  readonly symbol: string;
  readonly timeframes: readonly string[];
  readonly rules: MarketRules;
  /** quote per base; null while nobody watches it */
  readonly price: Decimal | null;
  /** bots of the book that trade it */
  readonly bots: number;
};

/** An exchange as a spawn sees it. */
export type SpawnPlace = {
  readonly exchange: ExchangeName;
  /** its home quote */
  readonly asset: string;
  readonly slots: number;
  readonly bots: number;
  /** money no bot has */
  readonly pool: Decimal;
  /** what each bot gets: the book's total less the reserve, over the bots there may be; null while that is not known */
  readonly perBot: Decimal | null;
  readonly markets: readonly SpawnMarket[];
};

export type SpawnFacts = {
  readonly templates: readonly Template[];
  readonly places: readonly SpawnPlace[];
  /** of the book */
  readonly bots: number;
  readonly botsMax: number;
  /** how many shares of what may be allocated no bot has; null while the total is not known */
  readonly sharesLeft: number | null;
  /** made from templates since the owner's midnight */
  readonly born: number;
  readonly perDay: number;
  readonly mix: { readonly [mode in RiskModeName]: Decimal };
  /** lower-case names of all of the owner's living bots */
  readonly takenKeys: ReadonlySet<string>;
  /** how large a position of a template is and how far it may fall */
  readonly sizeOf: (template: Template) => Omit<SizeFacts, "price">;
};

export type PlannedBirth = {
  readonly name: string;
  readonly template: Template;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly asset: string;
  readonly capital: Decimal;
};

/** What an exchange lacks for bots that were asked for. */
export type SpawnLack = {
  readonly exchange: ExchangeName;
  readonly asset: string;
  readonly bots: number;
  readonly required: Decimal;
  readonly available: Decimal;
  readonly deficit: Decimal;
  /** "money", or that one bot's share is below what the smallest order asks */
  readonly kind: "money" | "smallest-order";
};

export type SpawnPlan = {
  readonly births: readonly PlannedBirth[];
  /** how many more could be born today by slots, target and day alone */
  readonly room: number;
  readonly lacks: readonly SpawnLack[];
  /** why there are fewer than asked for; null where there are not */
  readonly refusal: {
    readonly code: "limit_reached" | "insufficient_funds" | "not_now";
    readonly message: string;
  } | null;
};
