import type { MarketData } from "@/server/exchange/core/exchange-client";
import type { Tick } from "@/server/market/core/market-feed";
import type { LivePace } from "./live-pace";
import type { MarketWatch } from "./market-watch";

type PricePollSetup = {
  readonly watched: ReadonlyMap<string, MarketWatch>;
  readonly pace: LivePace;
  readonly now: () => number;
  /** false where an exchange pushes nothing, and while its whole connection is quiet */
  readonly isPushed: () => boolean;
  readonly tickers: (symbols: readonly string[]) => ReturnType<MarketData["tickers"]>;
  readonly onPrice: (market: MarketWatch, tick: Tick) => void;
  /** prices came that nobody pushed: the connection is not believed any more */
  readonly onSilent: () => Promise<void>;
  /** what is pushed of these stands still at a price that is none any more; they are asked for from now on */
  readonly onFrozen: (symbols: readonly string[]) => Promise<void>;
};

/**
 * Prices by asking: of every market where none are pushed, of those whose pushed price has been caught standing still, and,
 * seldom, of those that have not moved for a while, to see whether they should have.
 */
export class PricePoll {
  private checkedAt = 0;

  constructor(private readonly setup: PricePollSetup) {}

  async round(): Promise<void> {
    const { watched, tickers, isPushed } = this.setup;
    const pushed = isPushed();
    const asked = pushed ? this.doubted() : [...watched.values()];
    if (asked.length === 0) return;
    const told = await tickers(asked.map(({ symbol }) => symbol));
    const heard = told.flatMap((tick) => {
      const market = watched.get(tick.symbol);
      return market ? [{ market, tick }] : [];
    });
    await (pushed ? this.hearDoubted(heard) : this.hearAll(heard));
  }

  private async hearAll(heard: readonly Heard[]): Promise<void> {
    const { onPrice, onSilent } = this.setup;
    const news = heard.filter(({ market, tick }) => market.isNews(tick));
    for (const { market, tick } of heard) onPrice(market, tick);
    if (news.length > 0) await onSilent();
  }

  private async hearDoubted(heard: readonly Heard[]): Promise<void> {
    const { onPrice, onFrozen } = this.setup;
    const caught = heard.filter(({ market, tick }) => !market.isAsked && this.contradicts(market, tick));
    for (const { market, tick } of heard) if (market.isAsked) onPrice(market, tick);
    if (caught.length > 0) await onFrozen(caught.map(({ market }) => market.symbol));
  }

  /** Those that are asked for anyhow, and now and then those whose pushed price stands still. */
  private doubted(): readonly MarketWatch[] {
    const { watched, pace, now } = this.setup;
    const isDue = now() - this.checkedAt >= pace.crossCheckMs;
    if (isDue) this.checkedAt = now();
    const still = (market: MarketWatch) => isDue && now() - market.pushedMovedAt >= pace.quietMs;
    return [...watched.values()].filter((market) => market.isAsked || still(market));
  }

  /** Whether the exchange tells another price by request, for the second time, than the one it keeps pushing. */
  private contradicts(market: MarketWatch, { last }: Tick): boolean {
    const { pace, now } = this.setup;
    const stands = now() - market.pushedMovedAt >= pace.quietMs;
    const differs = market.pushedLast !== null && !market.pushedLast.eq(last);
    market.contradictions = stands && differs ? market.contradictions + 1 : 0;
    if (market.contradictions < CAUGHT_AFTER) return false;
    market.askInstead();
    return true;
  }
}

const CAUGHT_AFTER = 2;

type Heard = { readonly market: MarketWatch; readonly tick: Tick };
