// Every number of the product that an owner may change, typed, with its default. Ratios are fractions as text:
// "0.05" is 5 %. Stored per user as what differs from these defaults.
import { z } from "zod";
import { BOOKS } from "@/server/kernel/book";
import { perExchange } from "@/server/kernel/exchange-names";
import { typedDecimal } from "@/server/kernel/money";
import { learningSettings } from "./learning-settings";
import { promotionSettings } from "./promotion-settings";
import { hourOfDay, ratioText } from "./setting-parts";

/** The names that the machine's own calendar knows; an offset such as +02:00 is none: it knows no summer time. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Object;
  } catch {
    return false;
  }
}

const slotCount = (standard: number) => z.number().int().min(0).max(10_000).default(standard);

const riskModeSettings = (size: string, cap: string, stop: string) =>
  z
    .strictObject({
      /** share of the bot's capital put into one position */
      positionSize: ratioText(size),
      /** never more than this share, whatever else enlarges a position */
      positionCap: ratioText(cap),
      /** distance of the stop below the entry price */
      stop: ratioText(stop),
    })
    .prefault({});

const count = (standard: number) => z.number().int().min(1).max(1_000_000).default(standard);

const countOff = z.number().int().min(0).max(1_000).default(0);

type Limits = { readonly perDay: number; readonly gapMs: number; readonly inFlight: number };

const exchangeLimits = ({ perDay, gapMs, inFlight }: Limits) =>
  z
    .strictObject({
      /** entries a day of the owner's zone, market clock */
      perDay: count(perDay),
      /** least distance between two entry orders, wall clock */
      gapMs: z.number().int().min(0).max(600_000).default(gapMs),
      /** entry orders on their way at once */
      inFlight: count(inFlight),
    })
    .prefault({});

// Entries only: exits, cancels and protective orders are never counted, spaced or capped.
const limits = z
  .strictObject({
    exchanges: z.strictObject(perExchange(({ limits }) => exchangeLimits(limits))).prefault({}),
    perBotPerDay: count(50),
    /** bursts over everything, wall clock */
    per10s: count(10),
    per60s: count(60),
    perUserPerDay: count(2_000),
  })
  .prefault({});

/** A coin, or a market as "DOGE/USDT". */
export const BLACKLIST_LINE = /^[A-Z0-9]{1,20}(\/[A-Z0-9]{1,20})?$/;
export const BLACKLIST_WORDS = "Write a coin or a market, for example DOGE or DOGE/USDT.";

const hours = (standard: number) => z.number().int().min(1).max(720).default(standard);

const bodyguardSettings = z
  .strictObject({
    /** lost within an hour, of the bot's capital */
    hourLoss: ratioText("0.08"),
    /** the shortest losing streak that is judged, and how unlikely one is within 30 days where it is a fault */
    streakLeast: z.number().int().min(3).max(1_000).default(10),
    streakChance: ratioText("0.001"),
    /** entries within an hour; and times as many as the bot's own plan */
    tradesPerHour: count(10),
    planFactor: z.number().int().min(2).max(100).default(3),
    /** times the bot's own usual position, and its own usual large loss */
    sizeJump: z.number().int().min(2).max(100).default(3),
    lossJump: z.number().int().min(2).max(100).default(3),
    /** where the cumulative sum of worse trades than the bot's own counts as drift, in standard deviations */
    driftLimit: z.number().int().min(4).max(1_000).default(20),
    /** running bots on one exchange, symbol and side; more are told, never paused */
    crowdMost: count(5),
    /** what was over its threshold counts as over until it is this share below it */
    hysteresis: ratioText("0.02"),
    /** a second look that finds the same within this time confirms it */
    confirmMinutes: z.number().int().min(5).max(1_440).default(15),
    /** how long the first, second and third quarantine of a bot last at least; the next one archives it */
    ladder: z.strictObject({ first: hours(1), second: hours(3), third: hours(24) }).prefault({}),
    /** a quarantine counts on the ladder for so long after it ended */
    ladderDays: z.number().int().min(1).max(365).default(7),
  })
  .prefault({});

const reportSettings = z
  .strictObject({
    daily: z.boolean().default(true),
    weekly: z.boolean().default(true),
    monthly: z.boolean().default(true),
    hour: hourOfDay.default(8),
    /** none named: every book with bots */
    books: z.array(z.enum(BOOKS)).max(BOOKS.length).default([]),
    /** ids of channels of mail; none named: all that are on */
    channels: z.array(z.uuid()).max(20).default([]),
  })
  .prefault({});

// What a book, one of its parts or one bot may hold and lose; judged per quote currency, never over a sum of several.
const riskRules = {
  /** most of a book's equity in one coin, in coins that move together, and at one exchange when several are funded */
  exposure: z
    .strictObject({ asset: ratioText("0.35"), correlated: ratioText("0.60"), exchange: ratioText("0.60") })
    .prefault({}),
  /** coins move together whose hourly returns correlate at least so much over so many hours */
  correlation: z
    .strictObject({ least: ratioText("0.8"), hours: z.number().int().min(48).max(2_000).default(168) })
    .prefault({}),
  /** what the guards act on by themselves; equity at the start of the day, and its highest so far, are the whole */
  guards: z
    .strictObject({
      bookDailyLoss: ratioText("0.05"),
      bookDrawdown: ratioText("0.15"),
      botDailyLoss: ratioText("0.10"),
      botDrawdown: ratioText("0.20"),
      /** market clock: how long a bot rests after a drawdown; after a day's loss it rests until midnight */
      quarantineHours: z.number().int().min(1).max(720).default(24),
    })
    .prefault({}),
  /** what the bodyguard takes for a fault of a bot, and how long such a bot rests; all times market clock */
  bodyguard: bodyguardSettings,
  /** an entry must be worth more than it costs, by the bot version's own closed trades */
  edge: z
    .strictObject({
      tradesLeast: z.number().int().min(5).max(1_000).default(25),
      windowDays: z.number().int().min(1).max(365).default(30),
      /** on top of fees, spread and slippage */
      buffer: ratioText("0.0005"),
    })
    .prefault({}),
  /** a round trip as taker that costs this or more makes entries rest in the book as maker */
  makerFirstAbove: ratioText("0.008"),
  /** market clock, at most one candle: how long such an entry rests */
  entryRestMs: z.number().int().min(1_000).max(86_400_000).default(300_000),
  /** what a bot may carry besides; 0 is off. Windows and pauses in candles of its timeframe */
  protections: z
    .strictObject({
      cooldownCandles: z.number().int().min(0).max(10_000).default(0),
      /** no entries while this many stop-losses lie in the window */
      stopGuard: z.strictObject({ stops: countOff, windowCandles: count(48) }).prefault({}),
      /** no entries in a symbol while this many trades of it in the window earned less than `profitLeast` together */
      lowProfit: z
        .strictObject({ trades: countOff, windowCandles: count(288), profitLeast: ratioText("0") })
        .prefault({}),
    })
    .prefault({}),
  /** coins ("DOGE") and markets ("DOGE/USDT") that no bot enters, at no exchange; what is held of them is sold as ever */
  blacklist: z.array(z.string().regex(BLACKLIST_LINE, BLACKLIST_WORDS)).max(500).default([]),
  /**
   * the average true range of so many candles, as a share of the price, that positions are sized for: where it is wider they are
   * as much smaller, and never larger than their mode's; a target of 0 is off
   */
  volatilitySizing: z
    .strictObject({ target: ratioText("0"), candles: z.number().int().min(2).max(100).default(14) })
    .prefault({}),
  /** market clock: a position is sold after this many hours, whatever its price; null is off */
  timeStopHours: z.number().positive().max(8_760).nullable().default(null),
};

/** What an owner may have all figures shown in. */
export const displayCurrencies = ["ZAR", "USD", "EUR", "GBP", "USDT"] as const;

export type DisplayCurrency = (typeof displayCurrencies)[number];

export const settingsSchema = z.strictObject({
  timeZone: z
    .string()
    .refine(isTimeZone, "write the name of a time zone, for example Africa/Johannesburg or UTC")
    .default("Africa/Johannesburg"),
  displayCurrency: z.enum(displayCurrencies).default("ZAR"),
  riskModes: z
    .strictObject({
      safe: riskModeSettings("0.20", "0.25", "0.02"),
      balanced: riskModeSettings("0.30", "0.35", "0.03"),
      risky: riskModeSettings("0.40", "0.45", "0.04"),
      aggressive: riskModeSettings("0.50", "0.60", "0.05"),
    })
    .prefault({}),
  takeProfit: ratioText("0.05"),
  trailingStop: ratioText("0.03"),
  /** decision weights, redistributed where a source is absent */
  weights: z
    .strictObject({
      technical: ratioText("0.45"),
      regime: ratioText("0.20"),
      fetchai: ratioText("0.20"),
      llm: ratioText("0.15"),
    })
    .prefault({}),
  /** score at or above which a bot enters */
  entryThreshold: ratioText("0.25"),
  /** a feed older than this many intervals yields skip: stale-data */
  staleIntervals: z.number().int().min(1).max(10).default(2),
  /** a bot that has just gone live: for that long, market clock, its positions are that share of their size */
  firstLive: z
    .strictObject({ hours: z.number().int().min(0).max(8_760).default(24), share: ratioText("0.5") })
    .prefault({}),
  /** held back above the reference price when a market buy is reserved */
  reserveBuffer: ratioText("0.01"),
  /** a gap may take the price that far beyond a stop: what is bought must still be sellable there */
  gapRoom: ratioText("0.1"),
  /** how far below a position's own stop the one lies that rests at its exchange: it sells while nobody watches */
  exchangeStopWidth: ratioText("0.05"),
  /** paper venue: half spread and slippage as fractions of the price, latency on the market clock */
  paperHalfSpread: ratioText("0.0002"),
  paperSlippage: ratioText("0.0003"),
  paperLatencyMs: z.number().int().min(0).max(60_000).default(250),
  /** an answer that has not come by then is unknown and looked up by client id, wall clock */
  orderDeadlineMs: z.number().int().min(1_000).max(60_000).default(5_000),
  limits,
  ...riskRules,
  /** what is mailed of each book */
  reports: reportSettings,
  promotion: promotionSettings,
  learning: learningSettings,
  /** how long what grows is kept; orders, fills, ledger and audit trail are kept for ever */
  keep: z
    .strictObject({
      /** market clock: skips older than this are folded, one row per bot, day and reason */
      skipsWholeDays: z.number().int().min(1).max(365).default(7),
      /** wall clock: events that pages catch up with after they were away */
      eventsHours: z.number().int().min(1).max(720).default(48),
      /** wall clock: how long a retry of a command gets the same answer */
      commandRunsDays: z.number().int().min(1).max(365).default(30),
      /** wall clock: runs of jobs that completed, and those that failed */
      jobsCompletedHours: z.number().int().min(1).max(720).default(24),
      jobsFailedDays: z.number().int().min(1).max(90).default(14),
      /** wall clock: alerts that are over, with what became of their deliveries */
      alertsDays: z.number().int().min(1).max(3_650).default(90),
      /** wall clock: reports, with what became of their mail */
      reportsDays: z.number().int().min(1).max(3_650).default(400),
    })
    .prefault({}),
  /** how the money of a book is shared out */
  wallet: z
    .strictObject({
      /** share of a book that no bot gets: it stays at the master wallet, Luno */
      reserve: ratioText("0.20"),
      /** what an exchange lacks for its target is no lack where it is less than this share of it */
      fundingLeast: ratioText("0.05"),
      /** the least profit of an exchange and currency that is shared out, in rand, and among how many bots */
      rebalanceLeast: typedDecimal
        .refine((text) => /^\d{1,9}(\.\d+)?$/.test(text), "write an amount below 1000000000, for example 500")
        .default("500"),
      rebalanceBots: z.number().int().min(1).max(45).default(5),
    })
    .prefault({}),
  /** how new bots are born */
  fleet: z
    .strictObject({
      /** from templates, a day of the owner's zone */
      perDay: z.number().int().min(0).max(1_000).default(10),
      /** when autopilot looks whether the fleet is below its target, in the owner's zone */
      hour: hourOfDay.default(1),
      /** how often each risk mode is drawn, one beside the other */
      mix: z
        .strictObject({
          safe: ratioText("0.30"),
          balanced: ratioText("0.40"),
          risky: ratioText("0.20"),
          aggressive: ratioText("0.10"),
        })
        .prefault({}),
    })
    .prefault({}),
  botsMax: z.number().int().min(1).max(10_000).default(45),
  slots: z.strictObject(perExchange(({ slots }) => slotCount(slots))).prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;

/** The defaults of every setting. */
export const defaultSettings: Settings = settingsSchema.parse({});
