import type { ExchangeName } from "@/server/kernel/exchange-names";
import { toDecimal, toText } from "@/server/kernel/money";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import {
  type MakerFirstJson,
  makerFirstWire,
  type RiskFactsJson,
  riskFactsWire,
} from "@/server/risk/core/risk-facts";
import type { FeedHold } from "@/server/risk/core/rule";
import type { CandleWindow as Columns } from "@/server/strategy/core/strategy";
import type { HoldingFacts } from "./holding-facts";
import type { Snapshot } from "./plan-decision";

/** Which stored candles a decision read, and their digest. */
export type CandleWindow = {
  readonly source: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly timeframe: string;
  readonly slotAt: number;
  readonly count: number;
  readonly digest: string;
};

/** The decision record's `inputs`: everything but the candles themselves, which stay in the candle store. */
export function snapshotToJson(snapshot: Snapshot, candles: CandleWindow) {
  const { rules, entry, holding } = snapshot;
  return {
    candles: { ...candles },
    strategy: snapshot.strategy,
    params: { ...snapshot.params },
    intervalsBehind: snapshot.intervalsBehind,
    staleIntervals: snapshot.staleIntervals,
    price: toText(snapshot.price),
    equity: toText(snapshot.equity),
    entryThreshold: toText(snapshot.entryThreshold),
    holding: holding && {
      positionId: holding.positionId,
      sellable: toText(holding.sellable),
      ...(holding.seen && { seen: seenToJson(holding.seen) }),
    },
    weights: { ...snapshot.weights },
    entry: {
      book: entry.book,
      mode: { ...entry.mode },
      botStatus: entry.botStatus,
      orderWorking: entry.orderWorking,
      freeQuote: toText(entry.freeQuote),
      positionSize: toText(entry.positionSize),
      positionCap: toText(entry.positionCap),
      reserveBuffer: toText(entry.reserveBuffer),
      stopRatio: toText(entry.stopRatio),
      ...optionalToJson(entry),
    },
    rules: {
      exchange: rules.exchange,
      symbol: rules.symbol,
      base: rules.base,
      quote: rules.quote,
      tickSize: toText(rules.tickSize),
      lotSize: toText(rules.lotSize),
      minAmount: toText(rules.minAmount),
      minNotional: toText(rules.minNotional),
      makerFee: toText(rules.makerFee),
      takerFee: toText(rules.takerFee),
    },
  };
}

/** What records of old know nothing of; left out where the decision never read it. */
const optionalToJson = ({
  accountHeld,
  feedHeld,
  blacklisted,
  gapRoom,
  held,
  makerFirst,
  risk,
}: Snapshot["entry"]): OptionalJson => ({
  ...(accountHeld && { accountHeld }),
  ...(feedHeld && { feedHeld }),
  ...(blacklisted !== undefined && { blacklisted }),
  ...(gapRoom && { gapRoom: toText(gapRoom) }),
  ...(held && { held: toText(held) }),
  ...(makerFirst && { makerFirst: makerFirstWire.encode(makerFirst) }),
  ...(risk && { risk: riskFactsWire.encode(risk) }),
});

type OptionalJson = {
  accountHeld?: boolean;
  feedHeld?: FeedHold;
  blacklisted?: string;
  gapRoom?: string;
  held?: string;
  makerFirst?: MakerFirstJson;
  risk?: RiskFactsJson;
};

const seenToJson = ({ entryPrice, lots, lastPrice, candlesHeld }: HoldingFacts) => ({
  entryPrice: toText(entryPrice),
  lots,
  lastPrice: toText(lastPrice),
  candlesHeld,
});

const seenFromJson = ({ entryPrice, lastPrice, ...rest }: ReturnType<typeof seenToJson>): HoldingFacts => ({
  ...rest,
  entryPrice: toDecimal(entryPrice),
  lastPrice: toDecimal(lastPrice),
});

export type SnapshotJson = ReturnType<typeof snapshotToJson>;

/** The snapshot again, from a record's `inputs` and the candles it names. */
export function snapshotFromJson(json: SnapshotJson, window: Columns): Snapshot {
  const { rules, entry, holding } = json;
  const { gapRoom, held, makerFirst, risk, ...bare } = entry;
  return {
    strategy: json.strategy,
    params: json.params,
    window,
    candleMs: timeframeMs(json.candles.timeframe as Timeframe),
    intervalsBehind: json.intervalsBehind,
    staleIntervals: json.staleIntervals,
    price: toDecimal(json.price),
    equity: toDecimal(json.equity),
    entryThreshold: toDecimal(json.entryThreshold),
    holding: holding && {
      positionId: holding.positionId,
      sellable: toDecimal(holding.sellable),
      ...(holding.seen && { seen: seenFromJson(holding.seen) }),
    },
    weights: json.weights,
    entry: {
      ...bare,
      freeQuote: toDecimal(entry.freeQuote),
      positionSize: toDecimal(entry.positionSize),
      positionCap: toDecimal(entry.positionCap),
      reserveBuffer: toDecimal(entry.reserveBuffer),
      stopRatio: toDecimal(entry.stopRatio),
      ...(gapRoom && { gapRoom: toDecimal(gapRoom) }),
      ...(held && { held: toDecimal(held) }),
      ...(makerFirst && { makerFirst: makerFirstWire.parse(makerFirst) }),
      ...(risk && { risk: riskFactsWire.parse(risk) }),
    },
    rules: {
      exchange: rules.exchange,
      symbol: rules.symbol,
      base: rules.base,
      quote: rules.quote,
      tickSize: toDecimal(rules.tickSize),
      lotSize: toDecimal(rules.lotSize),
      minAmount: toDecimal(rules.minAmount),
      minNotional: toDecimal(rules.minNotional),
      makerFee: toDecimal(rules.makerFee),
      takerFee: toDecimal(rules.takerFee),
    },
  };
}
