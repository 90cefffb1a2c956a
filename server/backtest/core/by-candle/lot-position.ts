import type { Holding } from "@/server/strategy/core/strategy";
import {
  gainOf,
  HOLDING,
  isDownTo,
  isTradable,
  raiseStop,
  type SpotMarket,
  sizeEntry,
} from "../kernel/spot-market";
import { ROI } from "../kernel/trade-list";

export const WISH_NOTHING = 0;
export const WISH_BUY = 1;
export const WISH_SELL = 2;
export type LotWish = typeof WISH_NOTHING | typeof WISH_BUY | typeof WISH_SELL;

/** As trading reads a part: above 0 and at most 1, to six digits; whatever else it says means all. */
export const portionOf = (portion: number): number =>
  portion > 0 && portion < 1 ? Math.round(portion * 1e6) / 1e6 : 1;

type Sum = { amount: number; quote: number };

/** What the kernel's market does not know: that its position was bought and sold in parts. */
export class LotPosition {
  private lots = 0;
  private lastPrice = 0;
  private bought: Sum = { amount: 0, quote: 0 };
  private sold: Sum = { amount: 0, quote: 0 };
  private booked = 0;

  constructor(private readonly market: SpotMarket) {}

  /** As the strategy sees it at the close of candle `index`; null while flat. */
  holding(index: number): Holding | null {
    const { phase, openRate, openCandle } = this.market;
    if (phase !== HOLDING) return null;
    return {
      entryPrice: openRate,
      lots: Math.max(1, this.lots),
      lastPrice: this.lastPrice,
      candlesHeld: index - openCandle + 1,
    };
  }

  /** At the open of candle `index`, before the market steps: a further lot, or a part sold. */
  act(wish: LotWish, portion: number, index: number): void {
    const open = this.market.candles.open[index] as number;
    // a gap through the stop sells it all: nothing is bought into that
    if (wish === WISH_NOTHING || isDownTo(open, this.market.stop)) return;
    if (wish === WISH_BUY) this.add(open * (1 + this.market.rules.slippageRatio));
    if (wish === WISH_SELL && portion < 1)
      this.sellPart(open * (1 - this.market.rules.slippageRatio), portion, index);
  }

  /** After the market has stepped: takes in a new position, and writes the whole of one that has ended. */
  notice(index: number): void {
    const { market } = this;
    const { trades } = market;
    if (trades.length > this.booked) {
      // opened and closed within one candle: nobody has seen it
      if (this.lots === 0)
        this.begin(trades.openRate[this.booked] as number, trades.amount[this.booked] as number);
      this.book(this.booked);
      this.booked = trades.length;
      this.lots = 0;
    }
    if (market.phase === HOLDING && this.lots === 0 && market.openCandle === index)
      this.begin(market.openRate, market.held);
  }

  private begin(price: number, amount: number): void {
    this.lots = 1;
    this.lastPrice = price;
    this.bought = { amount, quote: amount * price };
    this.sold = { amount: 0, quote: 0 };
  }

  private add(price: number): void {
    const { market } = this;
    const { wallet, rules } = market;
    const { equityRatio, equityRatioMax, lot } = rules.sizing;
    const wanted = sizeEntry(market, price);
    let amount = wanted;
    if (equityRatio > 0) {
      const most = ((wallet.cash + wallet.invested) * equityRatioMax) / price - market.held;
      amount = Math.min(amount, lot > 0 ? Math.floor(most / lot + 1e-9) * lot : most);
    }
    if (!isTradable(amount * price, wanted * price, rules.sizing.minNotional)) return;
    this.bought.amount += amount;
    this.bought.quote += amount * price;
    this.lots += 1;
    this.lastPrice = price;
    wallet.cash -= amount * price * (1 + rules.feeRatio);
    this.moveAverage(this.bought.quote / this.bought.amount, market.held + amount);
  }

  /** The stop lies below the average entry, wherever it was; a trailing one starts again from there. */
  private moveAverage(average: number, held: number): void {
    const { market } = this;
    const { wallet, rules } = market;
    wallet.invested += held * average - market.held * market.openRate;
    market.held = held;
    market.openRate = average;
    market.unitCost = average * (1 + rules.feeRatio);
    market.stop = Number.NEGATIVE_INFINITY;
    raiseStop(market, average, rules.stopRatio);
    market.initialStop = market.stop;
  }

  private sellPart(price: number, portion: number, index: number): void {
    const { market } = this;
    const { wallet, rules, held, openRate, signals } = market;
    const { lot, minNotional } = rules.sizing;
    const part = held * portion;
    const amount = lot > 0 ? Math.floor(part / lot + 1e-9) * lot : part;
    const isWhole = [amount, held - amount].every((one) =>
      isTradable(one * price, held * price, minNotional),
    );
    if (!isWhole) {
      // then the market sells all of it, at this open
      signals.exit[index - 1] = 1;
      return;
    }
    this.sold.amount += amount;
    this.sold.quote += amount * price;
    this.lots -= 1;
    this.lastPrice = price;
    wallet.cash += amount * price * (1 - rules.feeRatio);
    wallet.invested -= amount * openRate;
    market.held = held - amount;
  }

  private book(trade: number): void {
    const { trades, rules } = this.market;
    const { bought, sold } = this;
    const rest = trades.amount[trade] as number;
    const soldAmount = sold.amount + rest;
    const soldQuote = sold.quote + rest * (trades.closeRate[trade] as number);
    // all but a target are orders at the market
    const saved = trades.reason[trade] === ROI ? rules.feeRatio - rules.makerFeeRatio : 0;
    const rebate = rest * (trades.closeRate[trade] as number) * saved;
    const cost = bought.quote * (1 + rules.feeRatio);
    const proceeds = soldQuote * (1 - rules.feeRatio) + rebate;
    trades.openRate[trade] = bought.quote / bought.amount;
    trades.closeRate[trade] = soldQuote / soldAmount;
    trades.amount[trade] = bought.amount;
    trades.profit[trade] = gainOf(proceeds, cost);
    trades.profitRatio[trade] = proceeds / cost - 1;
    trades.fees[trade] = (bought.quote + soldQuote) * rules.feeRatio - rebate;
  }
}
