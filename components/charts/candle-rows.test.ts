import { describe, expect, it } from "vitest";
import { toPlaces, withTick } from "./candle-rows";

const FIVE = 300_000;
const T0 = Date.UTC(2026, 10, 22, 12);
const candle = (minute: number, close = 10) => ({
  openAt: new Date(T0 + minute * 60_000).toISOString(),
  open: "9",
  high: "12",
  low: "8",
  close: String(close),
  volume: "1.5",
});
const ticks = (...prices: readonly (readonly [second: number, price: number])[]) =>
  prices.reduce<ReturnType<typeof withTick> | null>(
    (forming, [second, price]) => withTick(forming, { atMs: T0 + second * 1000, price }, FIVE),
    null,
  );

describe("the forming candle", () => {
  it("opens with the first price seen and follows the ticks", () => {
    expect(ticks([10, 100], [20, 104], [30, 97], [40, 99])).toEqual({
      atMs: T0,
      open: 100,
      high: 104,
      low: 97,
      close: 99,
    });
  });

  it("begins anew with the next candle, and a late tick changes nothing", () => {
    expect(ticks([10, 100], [301, 90])).toMatchObject({ atMs: T0 + FIVE, open: 90 });
    expect(ticks([301, 90], [299, 500])).toMatchObject({ atMs: T0 + FIVE, high: 90 });
  });
});

describe("the places of a chart", () => {
  it("leave an outage as wide as it was long", () => {
    const places = toPlaces([candle(0), candle(5), candle(20)], null, FIVE);
    expect(places.map(({ row }) => row?.close ?? null)).toEqual([10, 10, null, null, 10]);
  });

  it("end with the forming candle, which has no volume yet", () => {
    const places = toPlaces([candle(0)], ticks([301, 11]), FIVE);
    expect(places.at(-1)?.row).toMatchObject({ atMs: T0 + FIVE, close: 11, volume: null });
  });

  it("let the newest stored candle take the ticks in while it is open, and keep its own open", () => {
    const places = toPlaces([candle(0)], ticks([10, 20], [20, 7]), FIVE);
    expect(places).toHaveLength(1);
    expect(places[0]?.row).toMatchObject({ open: 9, high: 20, low: 7, close: 7, volume: 1.5 });
  });

  it("do not go back to a forming candle that is stored by now", () => {
    expect(toPlaces([candle(0), candle(5)], ticks([10, 99]), FIVE).at(-1)?.row?.close).toBe(10);
  });
});
