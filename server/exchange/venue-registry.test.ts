import { expect, it } from "vitest";
import type { ExchangePort } from "./core/exchange-port";
import { exchangeOf, paperVenue, venueOf } from "./core/venue-name";
import { createVenueRegistry } from "./venue-registry";

const port = (): ExchangePort => ({
  createOrder: async () => ({ kind: "rejected", reason: "test", because: "order" }),
  findOrder: async () => null,
  cancelOrder: async () => ({ kind: "not_found" }),
  listOpenOrders: async () => [],
  listTrades: async () => [],
  listBalances: async () => [],
});

// Guards against an order that goes to a venue it was not written for.
it("each name leads to its own venue, and an unknown one to none", () => {
  const [binance, luno] = [port(), port()];
  const venues = createVenueRegistry([
    [paperVenue("binance"), binance],
    [paperVenue("luno"), luno],
  ]);
  expect(venues.portOf("paper:binance")).toBe(binance);
  expect(venues.portOf("paper:luno")).toBe(luno);
  for (const name of ["binance", "luno", "paper:kraken", "paper:", "", "constructor", "__proto__"])
    expect(() => venues.portOf(name), name).toThrow(/No venue here is called/);
});

it("two venues of one name are refused", () => {
  expect(() =>
    createVenueRegistry([
      ["luno", port()],
      ["luno", port()],
    ]),
  ).toThrow("two venues are called luno");
});

it("a venue's name says whose prices hold there, and a bot's book which venue it is", () => {
  expect(exchangeOf(paperVenue("luno"))).toBe("luno");
  expect(exchangeOf("luno")).toBe("luno");
  expect(venueOf({ book: "live", exchange: "luno" })).toBe("luno");
  expect(venueOf({ book: "demo", exchange: "luno" })).toBe("paper:luno");
  expect(venueOf({ book: "practice", exchange: "luno" })).toBe("practice:luno");
  expect(exchangeOf("practice:luno")).toBe("luno");
  expect(() => exchangeOf("practice:paper:luno")).toThrow();
});
