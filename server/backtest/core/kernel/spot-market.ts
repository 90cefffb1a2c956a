// One market while it is replayed: the order that rests, the position, its stop. The two fill models step it.
import type { CandleColumns, Signals } from "./candle-columns";
import type { KernelRules } from "./kernel-rules";
import { TradeList } from "./trade-list";

export const FLAT = 0;
export const ENTRY_RESTS = 1;
export const HOLDING = 2;
/** holding, with a limit order out to sell it */
export const EXIT_RESTS = 3;

const MINUTE_MS = 60_000;
/** Slack of the cheap test before the exact one: a tie must reach the exact one. */
const NEARLY = 1 - 1e-9;

/** Ratios closer than this are equal: 5,500 over 5,000 is a profit of 10 %, not of 10 % and a rounding error. */
const SAME_RATIO = 1e-12;

/**
 * Prices closer than this part of themselves are one price: a stop 2 % below 5,000 is hit by a low of 4,900, and by one
 * of 0.0049 when prices are written in another unit.
 */
const SAME_PRICE = 1e-12;

/** Whether a price has come down to a level. */
export const isDownTo = (price: number, level: number): boolean => price <= level * (1 + SAME_PRICE);

/** … or up to it. */
export const isUpTo = (price: number, level: number): boolean => price >= level * (1 - SAME_PRICE);

/** … or through it, from below. */
export const isThrough = (price: number, level: number): boolean => price > level * (1 + SAME_PRICE);

/** A candle whose low stays above this is surely not down to the stop: for a quick look, before the exact one. */
export const surelyAbove = (stop: number): number => stop * (1 + 1e-9);

/** Rounding errors of a wallet spent to its last cent are no lack of money. */
const ENOUGH = 1 + 1e-9;
const NOTHING = 1e-9;

/** What all markets of one run pay from. Quote; `invested` is what open positions cost without fees. */
export type Wallet = { cash: number; invested: number };

/** Wishes to buy that came to nothing: `funds`, the wallet did not hold the money; `small`, below the smallest order. */
export type RefusedEntries = { readonly funds: number; readonly small: number };

/** Numbers only, all set from the start: the engine keeps such an object in one shape. */
export class SpotMarket {
  phase = FLAT;
  /** the order that rests, or was just placed */
  orderPrice = 0;
  orderAt = 0;
  orderReason = 0;
  /** a limit order, which slips nothing */
  orderIsLimit = false;
  /** the candle on which the entry was first placed, and its time */
  openCandle = 0;
  openedAt = 0;
  openRate = 0;
  /** base: of the order, and of the position once it is open */
  amount = 0;
  held = 0;
  /** openRate with the entry's fee: what one unit of base cost */
  unitCost = 0;
  entryFeeRatio = 0;
  initialStop = 0;
  stop = 0;
  /** distance the stop was last set with */
  stopDistance = 0;
  /** while holding: nothing happens in a candle whose low is above `stop`, its high below this … */
  quietHigh = 0;
  /** … and that opens before this */
  quietUntil = 0;
  /** 1 while an exit would be inside the candle or at its close */
  late = 0;
  refusedFunds = 0;
  refusedSmall = 0;
  readonly last: number;
  /** stops lie on this many steps per unit, so that 2 % below 5,000 is 4,900 and a low of 4,900 hits it */
  readonly stopScale: number;

  constructor(
    readonly candles: CandleColumns,
    readonly signals: Signals,
    readonly rules: KernelRules,
    readonly wallet: Wallet,
    readonly trades = new TradeList(),
  ) {
    this.last = candles.open.length - 1;
    const digits = Math.ceil(Math.log10(candles.open[0] ?? 1));
    this.stopScale = 10 ** Math.max(8, 12 - digits);
  }
}

/** Profit of selling all at `price`, as a fraction of the cost, fees of both sides included. */
export const profitAt = (market: SpotMarket, price: number): number =>
  (price * (1 - market.rules.feeRatio)) / market.unitCost - 1;

/** Strictly more, rounding errors aside. */
export const exceeds = (profit: number, ratio: number): boolean => profit - ratio > SAME_RATIO;

export const refusedOf = (markets: readonly SpotMarket[]): RefusedEntries => ({
  funds: markets.reduce((sum, { refusedFunds }) => sum + refusedFunds, 0),
  small: markets.reduce((sum, { refusedSmall }) => sum + refusedSmall, 0),
});

/** Base to buy at `price`; 0, and counted as refused, when the stake, the wallet or the exchange's rules allow none. */
export function sizeEntry(market: SpotMarket, price: number): number {
  const { wallet, rules } = market;
  const { stake, equityRatio, equityRatioMax, lot, minNotional } = rules.sizing;
  const equity = wallet.cash + wallet.invested;
  const wanted = equityRatio > 0 ? equity * Math.min(equityRatio, equityRatioMax) : stake;
  // whether it will rest is not known yet
  const affordable = wallet.cash / (1 + Math.max(rules.feeRatio, rules.makerFeeRatio));
  // a part of the equity shrinks to what is there; a fixed stake is bought whole or not at all
  const isShort = wanted > affordable * ENOUGH;
  if (equityRatio <= 0 && isShort) {
    market.refusedFunds += 1;
    return 0;
  }
  const amount = Math.min(wanted, affordable) / price;
  const whole = lot > 0 ? Math.floor(amount / lot + 1e-9) * lot : amount;
  if (isTradable(whole * price, wanted, minNotional)) return whole;
  if (isShort) market.refusedFunds += 1;
  else market.refusedSmall += 1;
  return 0;
}

/** Whether an order of that notional is one: not below the smallest, nor what rounding left of a wallet that is spent. */
export const isTradable = (notional: number, wanted: number, minNotional: number): boolean =>
  notional > wanted * NOTHING && notional * ENOUGH >= minNotional;

/**
 * Books the entry at `price`, paid for as taker unless said otherwise, and places its stop; the market holds from here
 * on. While the order rested another
 * market may have spent the money: then the order is dropped.
 */
export function openPosition(market: SpotMarket, price: number, feeRatio = market.rules.feeRatio): void {
  const { rules, wallet } = market;
  if (market.amount * price * (1 + feeRatio) > wallet.cash * ENOUGH) {
    market.phase = FLAT;
    market.refusedFunds += 1;
    return;
  }
  market.phase = HOLDING;
  market.held = market.amount;
  market.openRate = price;
  market.unitCost = price * (1 + feeRatio);
  market.entryFeeRatio = feeRatio;
  market.initialStop = stopBelow(market, price, rules.stopRatio);
  market.stop = market.initialStop;
  market.stopDistance = rules.stopRatio;
  market.quietUntil = Number.NEGATIVE_INFINITY;
  wallet.cash -= market.amount * market.unitCost;
  wallet.invested += market.amount * price;
}

/**
 * Books the exit at `price` on candle `index`, as taker or as maker, and adds the trade to the list; the market is flat
 * from here on.
 */
export function closePosition(
  market: SpotMarket,
  index: number,
  price: number,
  { reason, feeRatio }: { readonly reason: number; readonly feeRatio: number },
): void {
  const { held: amount, openRate, unitCost, entryFeeRatio, rules, wallet, trades } = market;
  const proceeds = amount * price * (1 - feeRatio);
  const cost = amount * unitCost;
  const trade = trades.add();
  trades.openCandle[trade] = market.openCandle;
  trades.closeCandle[trade] = index;
  trades.openRate[trade] = openRate;
  trades.closeRate[trade] = price;
  trades.amount[trade] = amount;
  trades.profit[trade] = gainOf(proceeds, cost);
  trades.profitRatio[trade] = (price * (1 - feeRatio)) / unitCost - 1;
  // with one fee for both the second line adds nothing to the last bit
  trades.fees[trade] =
    amount * (openRate + price) * rules.feeRatio +
    amount * (openRate * (entryFeeRatio - rules.feeRatio) + price * (feeRatio - rules.feeRatio));
  trades.reason[trade] = reason;
  trades.late[trade] = market.late;
  wallet.cash += proceeds;
  wallet.invested -= amount * openRate;
  market.phase = FLAT;
  market.held = 0;
}

/** What was earned; a last bit of rounding is neither a gain nor a loss. */
export function gainOf(proceeds: number, cost: number): number {
  const gain = proceeds - cost;
  return Math.abs(gain) < cost * 1e-13 ? 0 : gain;
}

/** Moves the stop to `distance` below `high` when that is higher than where it stands. */
export function raiseStop(market: SpotMarket, high: number, distance: number): void {
  const raised = stopBelow(market, high, distance);
  if (isDownTo(raised, market.stop)) return;
  market.stop = raised;
  market.stopDistance = distance;
}

/** Lets the stop follow the best price of a candle, as the trailing rules allow. */
export function trailStop(market: SpotMarket, high: number): void {
  const { trailing, stopRatio } = market.rules;
  if (trailing.fromHigh) raiseStop(market, high, stopRatio);
  if (!trailing.on) return;
  const profit = profitAt(market, high);
  if (trailing.onlyAboveOffset && exceeds(trailing.offsetRatio, profit)) return;
  const tight = exceeds(profit, trailing.offsetRatio) && !Number.isNaN(trailing.positiveRatio);
  raiseStop(market, high, tight ? trailing.positiveRatio : stopRatio);
}

/** Index of the ROI step in force after `heldMinutes`, -1 when none is. */
export function roiStep(rules: KernelRules, heldMinutes: number): number {
  let step = rules.roiMinutes.length - 1;
  while (step >= 0 && (rules.roiMinutes[step] as number) > heldMinutes) step -= 1;
  return step;
}

/** Whole minutes since the entry was first placed. */
export const heldMinutes = (market: SpotMarket, now: number): number =>
  Math.floor((now - market.openedAt) / MINUTE_MS);

/** The price at which a position of this entry earns `ratio` of its open rate after the fees of both sides: a target rests. */
export const roiPrice = ({ openRate, unitCost, rules }: SpotMarket, ratio: number): number =>
  (openRate * ratio + unitCost) / (1 - rules.makerFeeRatio);

/** What the stop carries when it is hit: a stop that has moved counts as a trailing one. */
export const stopHasMoved = (market: SpotMarket): boolean => market.stop !== market.initialStop;

/** After a full look at candle `index`: how long, and up to which high, no later candle needs one. */
export function setQuiet(market: SpotMarket, now: number): void {
  const { rules, unitCost } = market;
  const step = roiStep(rules, heldMinutes(market, now));
  const nextRoi = rules.roiMinutes[step + 1];
  const gain = unitCost / (1 - rules.feeRatio);
  market.quietUntil = Math.min(
    nextRoi === undefined ? Number.POSITIVE_INFINITY : market.openedAt + nextRoi * MINUTE_MS,
    market.openedAt + rules.timeStopMs,
  );
  const roi = step < 0 ? Number.POSITIVE_INFINITY : (rules.roiRatios[step] as number);
  // the two ways to state a profit differ by the fee: the lower price is the safe one
  const target = Math.min((1 + roi) * gain, roiPrice(market, roi));
  market.quietHigh = Math.min(target, quietTrailHigh(market, gain)) * NEARLY;
}

function quietTrailHigh({ rules, stop }: SpotMarket, gain: number): number {
  const { trailing, stopRatio } = rules;
  const wide = stopRatio < 1 ? stop / (1 - stopRatio) : Number.POSITIVE_INFINITY;
  const armed = (1 + trailing.offsetRatio) * gain;
  const above = Math.max(
    armed,
    Number.isNaN(trailing.positiveRatio) ? wide : stop / (1 - trailing.positiveRatio),
  );
  const followsAlways = trailing.fromHigh || (trailing.on && !trailing.onlyAboveOffset);
  return Math.min(
    followsAlways ? wide : Number.POSITIVE_INFINITY,
    trailing.on ? above : Number.POSITIVE_INFINITY,
  );
}

const stopBelow = ({ stopScale }: SpotMarket, price: number, distance: number): number =>
  Math.round(price * (1 - distance) * stopScale) / stopScale;
