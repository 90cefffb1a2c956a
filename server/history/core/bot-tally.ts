import type { Decimal } from "@/server/kernel/money";

/** What one bot did in a span of time, in one currency. */
export type BotTally = {
  readonly botId: string;
  readonly currency: string;
  /** of what was sold, net of fees */
  readonly realised: Decimal;
  readonly fees: Decimal;
  readonly fills: number;
  /** positions that closed, and those of them that earned something */
  readonly closed: number;
  readonly wins: number;
};
