import type { Book } from "@/server/kernel/book";
import type { MarketMs, WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import type { PositionState } from "./apply-fill";
import type { PositionExits } from "./exit-rules";

/** A position as the rest of the system reads it. Amounts in base, money in quote. */
export type OpenPosition = PositionState & {
  readonly positionId: string;
  readonly userId: string;
  readonly botId: string;
  readonly versionId: string;
  readonly book: Book;
  readonly venue: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly status: "open" | "closed";
  readonly stopPrice: Decimal;
  readonly targetPrice: Decimal | null;
  readonly trailingRatio: Decimal | null;
  /** market clock; null without a time stop */
  readonly timeStopAt: MarketMs | null;
  readonly highestPrice: Decimal;
  /** market clock: the highest price counts from here; null: since it was opened */
  readonly peakFrom: MarketMs | null;
  /** break-even, trailing offset, partial targets; null: none */
  readonly exits: PositionExits | null;
  /** a person has set that level: it stays where it is when the average entry moves */
  readonly stopSet: boolean;
  readonly targetSet: boolean;
  /** of its exits: an edit names the one it saw */
  readonly exitsRevision: number;
  readonly exitReason: string | null;
  readonly openedMarketAt: MarketMs;
  readonly openedWallAt: WallMs;
};
