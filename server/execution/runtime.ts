// What the trading use-cases need of the running worker: made by its wiring and handed down as an argument, so that two
// traders can live in one process.

import type { ExchangePort, VenueAccount } from "@/server/exchange/core/exchange-port";
import type { Clocks } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import type { MarketKind, Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { FeedHold } from "@/server/risk/core/rule";
import type { OwnTest } from "./core/own-tests";

export type TradingRuntime = {
  readonly clocks: Clocks;
  readonly marketKind: MarketKind;
  readonly marketSource: string;
  readonly clockSpeed: Decimal;
  readonly portOf: (venue: string) => ExchangePort;
  readonly rulesOf: (exchange: ExchangeName, symbol: string) => MarketRules | undefined;
  /** Told when an exchange has refused an order by its rules: they are read again, and the next order goes by them. */
  readonly doubtRules: () => void;
  readonly lastTick: (exchange: ExchangeName, symbol: string) => Tick | undefined;
  /** The last price of a market that nobody may trade here, quote per base; null where the feed has none of the last day. */
  readonly priceOf: (exchange: ExchangeName, symbol: string) => Promise<Decimal | null>;
  readonly loadCandles: (
    market: { exchange: ExchangeName; symbol: string },
    timeframe: Timeframe,
    slotAt: number,
    count: number,
  ) => Promise<readonly Candle[]>;
  /** The fencing token while this process leads, null while it stands by. */
  readonly leaderToken: () => bigint | null;
  /**
   * False until a venue's orders, fills and balances have been reconciled after a start: no entries before. Without a
   * name: whether any venue is open.
   */
  readonly entriesOpen: (venue?: string) => boolean;
  /** Why the price of a market is not believed now, so that nothing is bought by it; null where it is. Absent: always believed. */
  readonly feedHold?: (exchange: ExchangeName, symbol: string) => FeedHold | null;
  /** The accounts at exchanges there are keys for: compared also before the ledger knows anything of them. */
  readonly keyedAccounts?: () => Promise<readonly VenueAccount[]>;
  /** The order tests of an account that were asked for lately: what they sent is ours, and of no bot. */
  readonly testsOf?: (account: VenueAccount) => Promise<readonly OwnTest[]>;
  /** Told after fills were booked or orders changed, so that watchers look again. */
  readonly changed: () => void;
  /** Told when the work on one order, bot or position failed: the others go on, this one is tried again. */
  readonly failed: (doing: string, subject: string, error: unknown) => void;
};
