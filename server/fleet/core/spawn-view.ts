import type { RiskModeName } from "@/server/bots/core/bot";
import type { Book } from "@/server/kernel/book";
import type { ExchangeName } from "@/server/kernel/exchange-names";

/** A bot that would be born. Money is decimal text in `asset`. */
export type BirthView = {
  readonly name: string;
  readonly template: string;
  readonly riskMode: RiskModeName;
  readonly strategy: string;
  readonly timeframe: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly asset: string;
  readonly capital: string;
};

export type SpawnLackView = {
  readonly exchange: ExchangeName;
  readonly asset: string;
  readonly bots: number;
  readonly required: string;
  readonly available: string;
  readonly deficit: string;
  readonly kind: "money" | "smallest-order";
};

/** What a spawn would do, or why it does nothing. */
export type SpawnPlanView = {
  readonly book: Book;
  readonly seed: number;
  readonly births: readonly BirthView[];
  readonly lacks: readonly SpawnLackView[];
  /** why nothing would be born, as sentences; null where something would */
  readonly refusal: string | null;
  /** how many more could be born today by slots, target and day, whatever they cost */
  readonly room: number;
  readonly bots: number;
  readonly target: number;
  readonly bornToday: number;
  readonly perDay: number;
  readonly slots: readonly {
    readonly exchange: ExchangeName;
    readonly bots: number;
    readonly slots: number;
  }[];
};

/** The bots that were born, with their ids. */
export type SpawnedView = {
  readonly seed: number;
  readonly bots: readonly (BirthView & { readonly botId: string })[];
};
