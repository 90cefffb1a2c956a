import type { Book } from "@/server/kernel/book";
import type { Decimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { CheckView } from "./check-view";
import type { MakerFirst, RiskFacts } from "./risk-facts";

/**
 * Its price stands still though others move; other exchanges ask another; the machine's clock is not the exchanges'.
 */
export type FeedHold = "feed_frozen" | "venues_disagree" | "clock_skew";

/** What the rules for an entry read. Money in the market's quote currency, ratios as fractions. */
export type EntryFacts = {
  readonly book: Book;
  readonly mode: {
    readonly paper: boolean;
    readonly live: boolean;
    readonly halted: boolean;
    readonly entriesStopped: boolean;
  };
  readonly botStatus: "new" | "running" | "paused" | "quarantined";
  readonly orderWorking: boolean;
  /** its account at the exchange is not as the books say, and the owner has not acknowledged it; absent where it is */
  readonly accountHeld?: boolean | undefined;
  /** why its price is not believed now; absent where it is */
  readonly feedHeld?: FeedHold | undefined;
  /** the line of the owner's blacklist that names its coin or market; absent where none does */
  readonly blacklisted?: string | undefined;
  readonly rules: MarketRules;
  readonly price: Decimal;
  /** the bot's free quote */
  readonly freeQuote: Decimal;
  /** free quote plus holdings at the price */
  readonly equity: Decimal;
  readonly positionSize: Decimal;
  readonly positionCap: Decimal;
  readonly reserveBuffer: Decimal;
  /** how far below the entry price the stop will lie */
  readonly stopRatio: Decimal;
  /** how far a gap may take the price beyond the stop, as a fraction; absent in records of old */
  readonly gapRoom?: Decimal | undefined;
  /** base the bot holds already, dust included, which is sold with what is bought; absent in records of old */
  readonly held?: Decimal | undefined;
  /** absent where every entry takes at market, as in records of old */
  readonly makerFirst?: MakerFirst | undefined;
  /** absent where nothing but the bot itself limits an entry, as in records of old */
  readonly risk?: RiskFacts | undefined;
};

/** One rule's answer about an entry of `amount` base. */
export type RiskVerdict =
  | { readonly kind: "pass"; readonly check: CheckView }
  | { readonly kind: "shrink"; readonly amount: Decimal; readonly check: CheckView }
  | { readonly kind: "block"; readonly reasonCode: string; readonly check: CheckView };

/** Null: the rule has nothing to say here. */
export type RiskRule = (amount: Decimal, facts: EntryFacts) => RiskVerdict | null;

/** A rule about more than the bot itself. */
export type BookRule = (
  amount: Decimal,
  facts: EntryFacts & { readonly risk: RiskFacts },
) => RiskVerdict | null;
