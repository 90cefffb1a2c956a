import type { MarketMs } from "@/server/kernel/clock";
import type { OrderBook } from "@/server/market/core/order-book";
import type { LivePace } from "./live-pace";
import type { MarketWatch } from "./market-watch";
import type { PushSource } from "./push-source";

type BookFollowerSetup = {
  readonly push: PushSource | null;
  readonly pace: LivePace;
  readonly now: () => number;
  readonly ask: (symbol: string, depth: number) => Promise<OrderBook>;
  readonly instant: (at: number | null) => MarketMs;
  readonly pause: (ms: number) => Promise<void>;
  readonly goesOn: (market: MarketWatch) => boolean;
  /** told of a failure, the n-th in a row from 0; resolves when it is time for another try */
  readonly fell: (market: MarketWatch, error: unknown, failures: number) => Promise<void>;
};

const BOOK_DEPTH = 50;
const BOOK_EVERY_MS = 500;
const BOOK_WANTED_MS = 60_000;

/** Follows the books of the markets whose books somebody wants, for a minute after the last wish. */
export class BookFollower {
  constructor(private readonly setup: BookFollowerSetup) {}

  async follow(market: MarketWatch): Promise<void> {
    const { now, goesOn, fell } = this.setup;
    market.followsBook = true;
    let failures = 0;
    while (goesOn(market) && now() - (market.bookWantedAt ?? 0) < BOOK_WANTED_MS) {
      try {
        await this.readBook(market);
        failures = 0;
      } catch (error) {
        await fell(market, error, failures++);
      }
    }
    market.followsBook = false;
  }

  /**
   * A pushed book out of sequence is dropped with its connection, and comes whole with the next call. One that does not
   * change is not pushed either: it is asked for before it is too old to be believed.
   */
  private async readBook(market: MarketWatch): Promise<void> {
    const { push, pace, ask, instant, pause } = this.setup;
    const pushed = push && (await Promise.race([market.nextBook(push), pause(pace.quietMs)]));
    const askedAt = instant(null);
    const told = pushed || (await ask(market.symbol, BOOK_DEPTH));
    // some exchanges tell when it last changed: what was asked for holds as of the question
    market.hearBook({ ...told, at: pushed ? instant(told.at) : askedAt });
    await pause(push ? BOOK_EVERY_MS : pace.pollMs);
  }
}
