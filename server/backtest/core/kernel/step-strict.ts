// The default fill model: what could really have been had from a candle, and of two possible orders of prices the worse.
import {
  closePosition,
  ENTRY_RESTS,
  EXIT_RESTS,
  FLAT,
  HOLDING,
  heldMinutes,
  isDownTo,
  isThrough,
  isUpTo,
  openPosition,
  roiPrice,
  roiStep,
  type SpotMarket,
  setQuiet,
  sizeEntry,
  stopHasMoved,
  trailStop,
} from "./spot-market";
import { EXIT_SIGNAL, FORCE_EXIT, ROI, STOP_LOSS, TIME_STOP, TRAILING_STOP } from "./trade-list";

/** Where in its candle a position was entered: earlier, at the open, or in the middle by a limit order. */
const EARLIER = 0;
const AT_THE_OPEN = 1;
const INSIDE = 2;
const SAME_TICK = 1e-12;

/**
 * One candle of one market. At the open: signals, gaps, time stop. Then the low before the high: a stop that was
 * standing is hit first. Then targets, filled only when the price went through them. Then the stop that the high
 * has pulled up. A limit order fills at its price or, where the candle opens beyond it, at the open.
 * Needs index >= 1: what the candle before says is acted on here.
 */
export function stepStrict(market: SpotMarket, index: number): void {
  const now = market.candles.openAt[index] as number;
  const entered = enter(market, index, now);
  if (market.phase >= HOLDING) {
    if (entered === EARLIER) leaveAtOpen(market, index, now);
    if (market.phase >= HOLDING) leaveInside(market, index, { now, entered });
  }
  if (index === market.last) finish(market, index);
  if (market.phase === HOLDING) setQuiet(market, now);
}

function enter(market: SpotMarket, index: number, now: number): number {
  manageEntry(market, index, now);
  if (market.phase === FLAT && index < market.last && market.signals.entry[index - 1] === 1) {
    placeEntry(market, index, now);
  }
  if (market.phase !== ENTRY_RESTS) return EARLIER;
  const open = market.candles.open[index] as number;
  const { orderPrice } = market;
  if (!market.orderIsLimit) {
    openPosition(market, orderPrice);
    return AT_THE_OPEN;
  }
  if (open <= orderPrice) {
    openPosition(
      market,
      Math.min(open * (1 + market.rules.slippageRatio), orderPrice),
      restedFee(market, now),
    );
    return AT_THE_OPEN;
  }
  if ((market.candles.low[index] as number) >= orderPrice) return EARLIER;
  openPosition(market, orderPrice, market.rules.makerFeeRatio);
  return INSIDE;
}

function manageEntry(market: SpotMarket, index: number, now: number): void {
  if (market.phase !== ENTRY_RESTS) return;
  // whoever wants out does not want in any more
  if (market.orderAt < now - market.rules.entryTimeoutMs || market.signals.exit[index - 1] === 1) {
    market.phase = FLAT;
    return;
  }
  const wished = market.signals.replacePrice?.[index - 1] ?? Number.NaN;
  if (Number.isNaN(wished) || wished === market.orderPrice) return;
  if (wished <= 0) {
    market.phase = FLAT;
    return;
  }
  market.amount = (market.amount * market.orderPrice) / wished;
  market.orderPrice = onTick(market, wished, Math.floor);
  market.orderAt = now;
}

function placeEntry(market: SpotMarket, index: number, now: number): void {
  const wished = market.signals.entryPrice?.[index - 1] ?? Number.NaN;
  const open = market.candles.open[index] as number;
  market.orderIsLimit = !Number.isNaN(wished);
  market.orderPrice = market.orderIsLimit
    ? onTick(market, wished, Math.floor)
    : open * (1 + market.rules.slippageRatio);
  market.amount = market.orderPrice > 0 ? sizeEntry(market, market.orderPrice) : 0;
  if (market.amount === 0) return;
  market.phase = ENTRY_RESTS;
  market.orderAt = now;
  market.openCandle = index;
  market.openedAt = now;
}

function leaveAtOpen(market: SpotMarket, index: number, now: number): void {
  const { candles, signals, rules } = market;
  const open = candles.open[index] as number;
  market.late = 0;
  if (market.phase === EXIT_RESTS && market.orderAt < now - rules.exitTimeoutMs) market.phase = HOLDING;
  if (signals.exit[index - 1] === 1 && market.phase === HOLDING) {
    const wished = signals.exitPrice?.[index - 1] ?? Number.NaN;
    if (Number.isNaN(wished)) {
      sell(market, index, open, EXIT_SIGNAL);
      return;
    }
    market.phase = EXIT_RESTS;
    market.orderPrice = onTick(market, wished, Math.ceil);
    market.orderAt = now;
  }
  if (isDownTo(open, market.stop)) sell(market, index, open, stopReason(market));
  else if (market.phase === EXIT_RESTS && isUpTo(open, market.orderPrice)) {
    closePosition(market, index, open, { reason: EXIT_SIGNAL, feeRatio: restedFee(market, now) });
  } else if (isUpTo(open, roiTarget(market, now)))
    closePosition(market, index, open, { reason: ROI, feeRatio: rules.makerFeeRatio });
  else if (now - market.openedAt >= rules.timeStopMs) sell(market, index, open, TIME_STOP);
}

function leaveInside(market: SpotMarket, index: number, at: { now: number; entered: number }): void {
  const { candles } = market;
  market.late = 1;
  const low = candles.low[index] as number;
  const close = candles.close[index] as number;
  // filled on the way down: of the prices after it only the low and the close are known
  const high = at.entered === INSIDE ? Math.max(market.openRate, close) : (candles.high[index] as number);
  if (isDownTo(low, market.stop)) {
    // slippage may have paid so much for the entry that its stop lies above the market
    const start = at.entered === INSIDE ? market.openRate : (candles.open[index] as number);
    sell(market, index, Math.min(market.stop, start), stopReason(market));
    return;
  }
  const target = roiTarget(market, at.now);
  const limit = market.phase === EXIT_RESTS ? market.orderPrice : Number.POSITIVE_INFINITY;
  if (isThrough(high, Math.min(target, limit))) {
    const reason = limit < target ? EXIT_SIGNAL : ROI;
    closePosition(market, index, Math.min(target, limit), { reason, feeRatio: market.rules.makerFeeRatio });
    return;
  }
  trailStop(market, high);
  if (isDownTo(low, market.stop)) sell(market, index, trailedRate(market, index, at.entered), TRAILING_STOP);
}

/**
 * Where a stop that this candle has pulled up sells. In the entry's own candle the price is taken to have risen just
 * enough to arm it, and no more.
 */
function trailedRate(market: SpotMarket, index: number, entered: number): number {
  if (entered === EARLIER) return market.stop;
  const { openRate, rules, stopDistance, candles } = market;
  const armed = rules.trailing.onlyAboveOffset
    ? openRate * (1 + rules.trailing.offsetRatio) * (1 - stopDistance)
    : openRate * (1 - stopDistance);
  return Math.min(market.stop, Math.max(candles.low[index] as number, armed));
}

/** The price of the ROI step in force, on the tick above; infinite when none is. */
function roiTarget(market: SpotMarket, now: number): number {
  const step = roiStep(market.rules, heldMinutes(market, now));
  if (step < 0) return Number.POSITIVE_INFINITY;
  return onTick(market, roiPrice(market, market.rules.roiRatios[step] as number), Math.ceil);
}

/** What is still held goes at the last close; an entry that never filled is forgotten. */
export function finish(market: SpotMarket, index: number): void {
  if (market.phase === ENTRY_RESTS) market.phase = FLAT;
  if (market.phase === FLAT) return;
  market.late = 1;
  sell(market, index, market.candles.close[index] as number, FORCE_EXIT);
}

/** At the market, so with slippage. */
function sell(market: SpotMarket, index: number, price: number, reason: number): void {
  const { slippageRatio, feeRatio } = market.rules;
  closePosition(market, index, price * (1 - slippageRatio), { reason, feeRatio });
}

/** Of a limit order that the open fills: one placed at this very open has taken. */
const restedFee = ({ orderAt, rules }: SpotMarket, now: number): number =>
  orderAt < now ? rules.makerFeeRatio : rules.feeRatio;

const stopReason = (market: SpotMarket): number => (stopHasMoved(market) ? TRAILING_STOP : STOP_LOSS);

function onTick({ rules }: SpotMarket, price: number, round: (value: number) => number): number {
  const { tick } = rules.sizing;
  if (!(tick > 0 && Number.isFinite(price))) return price;
  const ticks = price / tick;
  const nearest = Math.round(ticks);
  // a price on its tick but for rounding is on it
  return (Math.abs(ticks - nearest) <= nearest * SAME_TICK ? nearest : round(ticks)) * tick;
}
