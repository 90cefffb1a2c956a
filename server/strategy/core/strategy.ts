import type { z } from "zod";

/** Closed candles as columns, oldest first, all of one length: prices in quote per base, volume in base. */
export type CandleWindow = {
  /** ms UTC on the market clock */
  readonly openAt: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** wishes that came with the candles; null or absent where none did */
  readonly flags?: Flags | null | undefined;
};

/** What is wished after each candle: 1 is yes. `entry` is asked while flat, `exit` while holding. */
export type Flags = { readonly entry: Uint8Array; readonly exit: Uint8Array };

/** Flags of which none is set; in the memory of `room`, where that is given and holds so many. */
export function emptyFlags(length: number, room?: Flags): Flags {
  if (!room || room.entry.length < length)
    return { entry: new Uint8Array(length), exit: new Uint8Array(length) };
  return { entry: room.entry.subarray(0, length).fill(0), exit: room.exit.subarray(0, length).fill(0) };
}

/** The bot's open position as a strategy sees it. Prices in quote per base. */
export type Holding = {
  /** average of all that was bought, fees left out */
  readonly entryPrice: number;
  /** entries made, less parts sold again; at least 1 */
  readonly lots: number;
  /** of the newest fill of this position: an entry, or a part sold */
  readonly lastPrice: number;
  /** candles that have closed since it was opened */
  readonly candlesHeld: number;
};

/** Answer of a ladder that buys one more lot. */
export const BUY_LOT = -1;

/** How a position of several lots is led, as numbers. */
export type Ladder = {
  /** 1 where a first lot is wished at the close of that candle of the columns, with at least the warm-up before it */
  readonly entry: Uint8Array;
  /** what each lot takes of the position size */
  readonly portion: number;
  /** At the close of a candle: BUY_LOT, the part of the holding to sell (above 0, at most 1), or 0 for nothing. */
  readonly act: (close: number, holding: Holding) => number;
  /** While the close stays strictly between both and fewer candles than `untilHeld` have closed, `act` says 0. */
  readonly quiet: (holding: Holding) => { below: number; above: number; untilHeld: number };
};

/** What a strategy says about one closed candle. `score` runs from -1 (sell) to +1 (buy). */
export type StrategySignal = {
  readonly direction: "buy" | "sell" | "hold";
  readonly score: number;
  /** "ema-cross-up": why, for machines */
  readonly reasonCode: string;
  /** why, for people */
  readonly words: string;
  readonly indicators: readonly { readonly name: string; readonly value: number }[];
  /** above 0, at most 1; absent: 1. Of the bot's position size for a buy, of what is held for a sell */
  readonly portion?: number | undefined;
};

/**
 * A strategy as data: parameters with ranges, how many candles it needs, and a pure decision.
 *
 * It never sees a clock, a venue or money. Equal candles and parameters give equal answers, bit for bit.
 */
export type Strategy<Params = Record<string, unknown>> = {
  readonly id: string;
  readonly title: string;
  /** when to use it and when it fails, for forms */
  readonly guidance: string;
  readonly paramsSchema: z.ZodType<Params>;
  /** Fewest candles it decides on. */
  readonly warmup: (params: Params) => number;
  /**
   * How many closed candles of `candleMs` a decision depends on: older ones change nothing. At most MEMORY_MAX. Only a
   * strategy that reads longer candles needs to know how long its own are.
   */
  readonly memory: (params: Params, candleMs: number) => number;
  /** Most entries in one position; 1: it is all in or all out. */
  readonly lotsMax: (params: Params) => number;
  /**
   * The same over a whole series in one pass, from its first candle on; null where a decision depends on the
   * position, so that only a replay candle by candle can tell. It may write them to `room`, which is nobody else's.
   */
  readonly signals: ((columns: CandleWindow, params: Params, room?: Flags) => Flags) | null;
  /**
   * Where `signals` is null: the decision as numbers, for replays that need not ask at every candle. It says what
   * `decide` says. Absent: `decide` is asked.
   */
  readonly ladder?: ((columns: CandleWindow, params: Params) => Ladder) | undefined;
  /** `decide` for one replay, whose windows move on candle by candle: what it answers is the same. */
  readonly replayed?: (() => Strategy<Params>["decide"]) | undefined;
  /** Reads the newest closed candles and what the bot holds; null: nothing. */
  readonly decide: (window: CandleWindow, params: Params, holding: Holding | null) => StrategySignal;
};

type Indicators = StrategySignal["indicators"];

/** A wish to enter; `score` from 0 to 1 says how strong it is. */
export const buy = (
  score: number,
  reasonCode: string,
  words: string,
  indicators: Indicators,
): StrategySignal => ({
  direction: "buy",
  score,
  reasonCode,
  words,
  indicators,
});

/** A wish to leave a holding. */
export const sell = (reasonCode: string, words: string, indicators: Indicators): StrategySignal => ({
  direction: "sell",
  score: -1,
  reasonCode,
  words,
  indicators,
});

/** Nothing to do, and why. */
export const hold = (reasonCode: string, words: string, indicators: Indicators): StrategySignal => ({
  direction: "hold",
  score: 0,
  reasonCode,
  words,
  indicators,
});

/** One lot, for strategies that are all in or all out. */
export const oneLot = (): number => 1;
