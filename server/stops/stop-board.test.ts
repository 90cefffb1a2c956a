import fc from "fast-check";
import { expect, it } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { Decimal, maxOf } from "@/server/kernel/money";
import { entryPriceOf } from "@/server/positions/core/apply-fill";
import { checkStops } from "@/server/positions/core/check-stops";
import { botExits, toPositionExits } from "@/server/positions/core/exit-rules";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { StopBoard } from "./stop-board";

const d = (value: string | number) => new Decimal(value);

const blank = {
  userId: "u",
  botId: "b",
  versionId: "v",
  book: "paper",
  venue: "paper:binance",
  exchange: "binance",
  symbol: "BTC/USDT",
  base: "BTC",
  quote: "USDT",
  status: "open",
  cost: d(100),
  soldQuote: d(0),
  feesQuote: d(0),
  realised: d(0),
  peakFrom: null,
  stopSet: false,
  targetSet: false,
  exitsRevision: 1,
  exitReason: null,
  openedMarketAt: marketMs(1_000),
  openedWallAt: wallMs(1_000),
} as const;

const ratio = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => `${n / 1_000}`);
const position = fc
  .record({
    entry: fc.integer({ min: 1, max: 1_000_000 }),
    stop: ratio(10, 50),
    target: fc.option(ratio(20, 100)),
    trailing: fc.option(fc.record({ ratio: ratio(5, 100), offset: ratio(0, 100) })),
    breakEven: fc.option(fc.record({ after: ratio(10, 100), keep: fc.constant("0.002") })),
    partials: fc.constantFrom(
      [],
      [{ at: "0.01", share: "0.3" }],
      [
        { at: "0.01", share: "0.3" },
        { at: "0.015", share: "0.4" },
      ],
    ),
    sold: fc.constantFrom("0", "0.3", "0.5", "0.7"),
    timeAt: fc.option(fc.integer({ min: 1_000, max: 1_100 })),
  })
  .map(({ entry, stop, target, trailing, breakEven, partials, sold, timeAt }): OpenPosition => {
    const price = d(entry).div(1_000);
    return {
      ...blank,
      positionId: `${entry} ${stop}`,
      amount: d(1).minus(sold),
      soldAmount: d(sold),
      boughtAmount: d(1),
      boughtQuote: price,
      stopPrice: price.times(d(1).minus(stop)),
      targetPrice: target === null ? null : price.times(d(1).plus(target)),
      trailingRatio: trailing && d(trailing.ratio),
      timeStopAt: timeAt === null ? null : marketMs(timeAt),
      highestPrice: price,
      exits: toPositionExits(botExits.parse({ trailing, breakEven, partials })),
    };
  });

// Guards the quick test: a price that the exact rules act on is never passed over by the numbers.
it("what the exact rules would sell, the board tells, whatever the levels and the prices", () => {
  const prices = fc.array(fc.integer({ min: -90, max: 120 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(position, { minLength: 1, maxLength: 8 }), prices, (positions, moves) => {
      const board = new StopBoard(positions, ({ highestPrice }) => highestPrice);
      let peaks = positions.map(({ highestPrice }) => highestPrice);
      for (const [step, move] of moves.entries()) {
        const [first] = positions;
        const last = entryPriceOf(first as OpenPosition).times(1 + move / 1_000);
        const at = marketMs(990 + step * 5);
        const told = new Set(board.hitBy({ last, at }));
        peaks = peaks.map((peak, place) =>
          at < (positions[place] as OpenPosition).openedMarketAt ? peak : maxOf(peak, last),
        );
        for (const [place, one] of positions.entries()) {
          expect(board.peakAt(place).eq(peaks[place] as Decimal)).toBe(true);
          const levels = { ...one, highestPrice: peaks[place] as Decimal, entryPrice: entryPriceOf(one) };
          const hit = at < one.openedMarketAt ? null : checkStops(levels, last, at);
          expect(hit === null || told.has(place)).toBe(true);
        }
      }
    }),
  );
});

it("a price that comes to no level tells nobody", () => {
  const one = { ...blank, positionId: "p", amount: d(1), soldAmount: d(0), boughtAmount: d(1) };
  const calm: OpenPosition = {
    ...one,
    boughtQuote: d(100),
    stopPrice: d(97),
    targetPrice: d(105),
    trailingRatio: d("0.03"),
    timeStopAt: null,
    highestPrice: d(100),
    exits: null,
  };
  const board = new StopBoard([calm], () => d(100));
  const told = (price: number) => [...board.hitBy({ last: d(price), at: marketMs(2_000) })];
  expect([told(102), told(97.01), told(104), told(101), told(100.88)]).toEqual([[], [], [], [], [0]]);
});
