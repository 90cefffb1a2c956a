import { describe, expect, it } from "vitest";
import { plusMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, exchangeNames } from "@/server/kernel/exchange-names";
import { type SentEntry, type ThrottleFacts, throttleEntry } from "./throttle";

const NOW = wallMs(1_000_000);
const sentAgo = (ms: number, exchange: ExchangeName = "luno", working = false): SentEntry => ({
  exchange,
  sentAt: plusMs(NOW, -ms),
  working,
});
const facts = (sent: readonly SentEntry[], over: Partial<ThrottleFacts> = {}): ThrottleFacts => ({
  exchange: "luno" as const,
  now: NOW,
  sent,
  today: { exchange: 0, bot: 0, total: 0 },
  limits: {
    exchange: { perDay: 250, gapMs: 10_000, inFlight: 2 },
    perBotPerDay: 50,
    per10s: 10,
    per60s: 60,
    perUserPerDay: 2_000,
  },
  ...over,
});

describe("the throttle of entries", () => {
  it("lets the first one go", () => {
    expect(throttleEntry(facts([]))).toEqual({ kind: "now" });
  });

  it("keeps the gap of an exchange to the millisecond, and of that exchange alone", () => {
    expect(throttleEntry(facts([sentAgo(9_999)]))).toEqual({
      kind: "wait",
      rule: "gap",
      until: plusMs(NOW, 1),
    });
    expect(throttleEntry(facts([sentAgo(10_000)]))).toEqual({ kind: "now" });
    expect(throttleEntry(facts([sentAgo(0, "binance")]))).toEqual({ kind: "now" });
  });

  it("holds back what would be one too many at its venue, until another ends", () => {
    const working = sentAgo(60_000, "luno", true);
    expect(throttleEntry(facts([working]))).toEqual({ kind: "now" });
    expect(throttleEntry(facts([working, working]))).toMatchObject({
      kind: "wait",
      rule: "in_flight",
      until: null,
    });
    const elsewhere = sentAgo(60_000, "binance", true);
    expect(throttleEntry(facts([working, elsewhere]))).toEqual({ kind: "now" });
  });

  it("lets ten go in ten seconds over all exchanges, the eleventh when the first is ten seconds old", () => {
    const ten = Array.from({ length: 10 }, (_, index) =>
      sentAgo(9_000 - index * 100, exchangeNames[index % 2 === 0 ? 1 : 3]),
    );
    expect(throttleEntry(facts(ten.slice(1)))).toEqual({ kind: "now" });
    expect(throttleEntry(facts(ten))).toEqual({ kind: "wait", rule: "per_10s", until: plusMs(NOW, 1_000) });
  });

  it("lets sixty go in a minute", () => {
    const sixty = Array.from({ length: 60 }, (_, index) => sentAgo(59_000 - index * 800, "kraken"));
    expect(throttleEntry(facts(sixty))).toEqual({ kind: "wait", rule: "per_60s", until: plusMs(NOW, 1_000) });
  });

  it.each([
    ["exchange_daily_limit", { exchange: 250, bot: 0, total: 250 }],
    ["bot_daily_limit", { exchange: 50, bot: 50, total: 50 }],
    ["user_daily_limit", { exchange: 0, bot: 0, total: 2_000 }],
  ])("refuses for the day: %s", (reasonCode, today) => {
    expect(throttleEntry(facts([], { today }))).toMatchObject({ kind: "refuse", reasonCode });
    const before = Object.fromEntries(
      Object.entries(today).map(([key, count]) => [key, Math.max(0, count - 1)]),
    );
    expect(throttleEntry(facts([], { today: before as ThrottleFacts["today"] }))).toEqual({ kind: "now" });
  });

  it("takes a sent time in the future for now", () => {
    const ahead = { exchange: "luno" as const, sentAt: plusMs(NOW, 3_600_000), working: false };
    expect(throttleEntry(facts([ahead]))).toEqual({ kind: "wait", rule: "gap", until: plusMs(NOW, 10_000) });
  });
});
