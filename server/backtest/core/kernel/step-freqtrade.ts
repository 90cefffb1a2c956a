// How freqtrade 2024.10 fills orders on candles (spot, long): statements S1 to S15 of the reference cases, restated.
import {
  closePosition,
  ENTRY_RESTS,
  EXIT_RESTS,
  exceeds,
  FLAT,
  HOLDING,
  heldMinutes,
  isDownTo,
  isThrough,
  isUpTo,
  openPosition,
  profitAt,
  roiPrice,
  roiStep,
  type SpotMarket,
  setQuiet,
  sizeEntry,
  stopHasMoved,
  trailStop,
} from "./spot-market";
import { EXIT_SIGNAL, FORCE_EXIT, ROI, STOP_LOSS, TIME_STOP, TRAILING_STOP } from "./trade-list";

const MINUTE_MS = 60_000;
/** From this share of the position on, the step says: out, whatever the price. */
const WHATEVER_PRICE = -1;

/**
 * One candle of one market, in the order cancel or replace, enter, fill the entry, decide the exit, fill the exit.
 * Needs index >= 1: what the candle before says is acted on here.
 */
export function stepFreqtrade(market: SpotMarket, index: number): void {
  const now = market.candles.openAt[index] as number;
  manageOrders(market, index, now);
  if (market.phase === FLAT && index < market.last && wishesOne(market, "entry", index - 1)) {
    placeEntry(market, index, now);
  }
  if (market.phase === ENTRY_RESTS) fillEntry(market, index);
  if (market.phase === HOLDING) placeExit(market, index, now);
  if (market.phase === EXIT_RESTS) fillExit(market, index);
  if (index === market.last) finish(market, index);
  if (market.phase === HOLDING) setQuiet(market, now);
}

/** S2 and S12: of a candle that wishes both, to enter and to leave, neither is done. */
const wishesOne = ({ signals }: SpotMarket, which: "entry" | "exit", at: number): boolean =>
  signals[which][at] === 1 && signals[which === "entry" ? "exit" : "entry"][at] !== 1;

function manageOrders(market: SpotMarket, index: number, now: number): void {
  if (market.phase === EXIT_RESTS) {
    if (market.orderAt < now - market.rules.exitTimeoutMs) market.phase = HOLDING;
    return;
  }
  if (market.phase !== ENTRY_RESTS) return;
  if (market.orderAt < now - market.rules.entryTimeoutMs) {
    market.phase = FLAT;
    return;
  }
  const wished = market.signals.replacePrice?.[index - 1] ?? Number.NaN;
  if (Number.isNaN(wished) || wished === market.orderPrice) return;
  if (wished <= 0) {
    market.phase = FLAT;
    return;
  }
  // the money of the order it replaces, at the new price
  market.amount = (market.amount * market.orderPrice) / wished;
  market.orderPrice = wished;
  market.orderAt = now;
}

function placeEntry(market: SpotMarket, index: number, now: number): void {
  const wished = market.signals.entryPrice?.[index - 1] ?? Number.NaN;
  market.orderIsLimit = !Number.isNaN(wished);
  const price = Number.isNaN(wished) ? (market.candles.open[index] as number) : wished;
  market.orderPrice = Math.min(price, market.candles.high[index] as number);
  const slippage = market.orderIsLimit ? 0 : market.rules.slippageRatio;
  market.amount = sizeEntry(market, market.orderPrice * (1 + slippage));
  if (market.amount === 0) return;
  market.phase = ENTRY_RESTS;
  market.orderAt = now;
  market.openCandle = index;
  market.openedAt = now;
}

function fillEntry(market: SpotMarket, index: number): void {
  if (!reaches(market, index)) return;
  const slippage = market.orderIsLimit ? 0 : market.rules.slippageRatio;
  openPosition(market, market.orderPrice * (1 + slippage), orderFee(market));
}

function placeExit(market: SpotMarket, index: number, now: number): void {
  const { candles, signals, rules } = market;
  const low = candles.low[index] as number;
  const high = candles.high[index] as number;
  const held = heldMinutes(market, now);
  if (!isDownTo(low, market.stop)) trailStop(market, high);
  const hit = isDownTo(low, market.stop);
  const moved = stopHasMoved(market);
  if (wishesOne(market, "exit", index - 1)) {
    const wished = signals.exitPrice?.[index - 1] ?? Number.NaN;
    const isLimit = !Number.isNaN(wished);
    order(market, now, Math.max(isLimit ? wished : (candles.open[index] as number), low), EXIT_SIGNAL);
    market.orderIsLimit = isLimit;
    return;
  }
  if (hit && !moved) {
    order(market, now, stopRate(market, index, held), STOP_LOSS);
    return;
  }
  const step = roiStep(rules, held);
  if (step >= 0 && exceeds(profitAt(market, high), rules.roiRatios[step] as number)) {
    const rate = roiRate(market, index, { step, held });
    if (!Number.isNaN(rate)) {
      order(market, now, rate, ROI);
      market.orderIsLimit = true;
      return;
    }
  }
  if (hit) order(market, now, stopRate(market, index, held), TRAILING_STOP);
  else if (now - market.openedAt >= rules.timeStopMs) {
    order(market, now, candles.open[index] as number, TIME_STOP);
  }
}

function order(market: SpotMarket, now: number, price: number, reason: number): void {
  market.phase = EXIT_RESTS;
  market.orderPrice = price;
  market.orderAt = now;
  market.orderReason = reason;
  market.orderIsLimit = false;
}

function fillExit(market: SpotMarket, index: number): void {
  if (!reaches(market, index)) return;
  const slippage = market.orderIsLimit ? 0 : market.rules.slippageRatio;
  const how = { reason: market.orderReason, feeRatio: orderFee(market) };
  closePosition(market, index, market.orderPrice * (1 - slippage), how);
}

/** S9 and S10: at the stop; at the open where the whole candle lies below; in the entry's candle the worst. */
function stopRate(market: SpotMarket, index: number, held: number): number {
  const { candles, stop, rules } = market;
  const open = candles.open[index] as number;
  if (!isUpTo(candles.high[index] as number, stop)) return open;
  if (!stopHasMoved(market) || held > 0) return stop;
  const { trailing } = rules;
  const armedBelowOffset =
    !trailing.fromHigh && trailing.on && trailing.onlyAboveOffset && trailing.positiveRatio > 0;
  const rate = armedBelowOffset
    ? open * (1 + trailing.offsetRatio - trailing.positiveRatio)
    : open * (1 - market.stopDistance);
  return Math.max(candles.low[index] as number, rate);
}

/** S11: NaN where the order of prices inside the entry's candle would have to be guessed. */
function roiRate(market: SpotMarket, index: number, at: { step: number; held: number }): number {
  const { candles, rules } = market;
  const open = candles.open[index] as number;
  const close = candles.close[index] as number;
  const ratio = rules.roiRatios[at.step] as number;
  const since = rules.roiMinutes[at.step] as number;
  const startsWithCandle = since % (rules.timeframeMs / MINUTE_MS) === 0;
  if (ratio === WHATEVER_PRICE && startsWithCandle) return open;
  const rate = roiPrice(market, ratio);
  if (at.held > 0 && at.held === since && startsWithCandle && isThrough(open, rate)) return open;
  if (at.held === 0 && open > close && market.openRate < open && isThrough(rate, close)) return Number.NaN;
  return Math.min(Math.max(rate, candles.low[index] as number), candles.high[index] as number);
}

/** S13: what is still held goes at the open of the last candle; an entry that never filled is forgotten. */
function finish(market: SpotMarket, index: number): void {
  if (market.phase === ENTRY_RESTS) market.phase = FLAT;
  if (market.phase === FLAT) return;
  const open = market.candles.open[index] as number;
  const { slippageRatio, feeRatio } = market.rules;
  closePosition(market, index, open * (1 - slippageRatio), { reason: FORCE_EXIT, feeRatio });
}

const orderFee = ({ orderIsLimit, rules }: SpotMarket): number =>
  orderIsLimit ? rules.makerFeeRatio : rules.feeRatio;

const reaches = ({ candles, orderPrice }: SpotMarket, index: number): boolean =>
  isDownTo(candles.low[index] as number, orderPrice) && isUpTo(candles.high[index] as number, orderPrice);
