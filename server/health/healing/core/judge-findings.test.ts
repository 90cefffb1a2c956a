import { describe, expect, it } from "vitest";
import type { JobAlarm } from "../../core/judge-jobs";
import {
  type FeedFacts,
  judgeAudit,
  judgeClock,
  judgeDatabase,
  judgeFeeds,
  judgeHeap,
  judgeJobAlarms,
  judgeLocks,
  judgeOrders,
  judgeReach,
  judgeSpace,
} from "./judge-findings";

const GB = 2 ** 30;
const feed = (change: Partial<FeedFacts>): FeedFacts => ({
  exchange: "valr",
  symbol: "BTC/ZAR",
  frozenMs: null,
  ...change,
});

describe("a feed", () => {
  it("that stands still though others move is reopened, then asked instead, and says what it holds", () => {
    const [found, ...more] = judgeFeeds([feed({ frozenMs: 90_000 }), feed({ exchange: "luno" })], true);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      part: "feed",
      subject: "valr",
      about: ["BTC/ZAR"],
      acts: ["reopen_stream", "ask_instead"],
      words: "VALR tells no new price of BTC/ZAR for 1 min 30 s though others move. Nothing is bought by it.",
    });
  });

  it("of many markets is one finding an exchange; one that cannot be reopened is only told", () => {
    const still = ["A/B", "C/D", "E/F", "G/H"].map((symbol) => feed({ symbol, frozenMs: 60_000 }));
    const [found] = judgeFeeds([...still, feed({ exchange: "luno" })], false);
    expect(found?.words).toMatch(/of A\/B, C\/D, E\/F and 1 more for 1 min/);
    expect(found?.acts).toEqual([]);
  });

  it.each([
    [29_999, 1, 0],
    [30_000, 1, 1],
    [30_000, 0, 0],
    [null, 1, 0],
  ])("not reached for %s ms with %i watched", (downMs, watched, count) => {
    expect(judgeReach([{ exchange: "kraken", watched, downMs }])).toHaveLength(count);
  });
});

describe("jobs", () => {
  const alarm = (part: JobAlarm["part"]): JobAlarm => ({ part, words: `${part}.` });

  it("that are late have their act each, and what is past has none", () => {
    const parts = ["engine", "schedule", "cycle", "sweep", "slots"] as const;
    const found = judgeJobAlarms(parts.map(alarm), "embedded");
    expect(found.map(({ part, subject, acts }) => [part, subject, acts[0], acts.at(-1)])).toEqual([
      ["engine", "", "nudge_engine", "restart_worker"],
      ["engine", "schedule", "nudge_engine", "restart_worker"],
      ["cycle", "", "plan_cycle", "plan_cycle"],
      ["sweep", "", "sweep_stops", "sweep_stops"],
    ]);
  });

  it("of an Inngest server are told, and the worker is not restarted for it; its cycles are planned all the same", () => {
    const found = judgeJobAlarms([alarm("engine"), alarm("cycle")], "server");
    expect(found.map(({ acts }) => acts)).toEqual([[], ["plan_cycle"]]);
  });
});

it("a database that does not answer, orders without an answer and locks left behind are found", () => {
  expect(judgeDatabase(3)).toEqual([]);
  expect(judgeDatabase(null)[0]?.acts).toEqual(["reconnect"]);
  expect(judgeOrders([{ venue: "valr", orders: 2, oldestMs: 90_000 }])[0]).toMatchObject({
    subject: "valr",
    acts: ["compare_venue"],
    words: "valr has not said for 1 min 30 s what became of 2 orders.",
  });
  expect(judgeLocks([{ pid: 7, idleMs: 20_000, waiters: 3, who: "psql" }])[0]).toMatchObject({
    subject: "7",
    acts: ["end_holder"],
    todo: "End it as the database's owner: SELECT pg_terminate_backend(7).",
  });
});

it.each([
  ["sealed", 0, null, 0, []],
  ["being sealed", 5, 60_000, 0, []],
  ["seals late", 5, 60_001, 0, ["seal_audit"]],
  ["events two days over", 0, null, 48 * 3_600_000, []],
  ["events longer", 0, null, 48 * 3_600_000 + 1, ["tidy"]],
])("the trail: %s", (_what, unsealed, oldestUnsealedMs, outboxOverdueMs, acts) => {
  const found = judgeAudit({ unsealed, oldestUnsealedMs, outboxOverdueMs });
  expect(found.flatMap((one) => one.acts)).toEqual(acts);
});

describe("space", () => {
  const space = (usedShare: number) => ({ freeBytes: (1 - usedShare) * 100 * GB, totalBytes: 100 * GB });
  it.each([
    ["disk", 0.79, false, []],
    ["disk", 0.81, false, ["medium"]],
    ["disk", 0.79, true, ["medium"]],
    ["disk", 0.77, true, []],
    ["disk", 0.91, false, ["high", "tidy"]],
    ["memory", 0.91, false, ["high", "collect_garbage"]],
  ] as const)("%s at %f, found before %s", (part, used, wasFull, said) => {
    const found = judgeSpace(part, space(used), wasFull);
    expect(found.flatMap(({ severity, acts }) => [severity, ...acts])).toEqual(said);
    expect(found.every(({ atOnce }) => atOnce)).toBe(true);
  });

  it("that cannot be read is no finding, and a worker near its own limit is restarted last", () => {
    expect(judgeSpace("disk", { freeBytes: 0, totalBytes: 0 }, false)).toEqual([]);
    expect(judgeHeap({ usedBytes: 89, limitBytes: 100 })).toEqual([]);
    expect(judgeHeap({ usedBytes: 90, limitBytes: 100 })[0]?.acts.at(-1)).toBe("restart_worker");
  });
});

describe("the clock", () => {
  const clocks = (...offsets: number[]) =>
    offsets.map((offsetMs, index) => ({
      exchange: (["binance", "kraken", "valr"] as const)[index] ?? "valr",
      offsetMs,
    }));

  it.each([
    ["none is read", [], null],
    ["they agree", [30, -200], null],
    ["one exchange is wrong", [90_000, 12], null],
    ["two seconds", [2_000], /clock is 2 s behind the exchanges'\.$/],
    ["90 s behind", [90_000, 91_000], /1 min 30 s behind the exchanges'\. Nothing is bought until it is set/],
    ["an hour ahead", [-3_600_000, -3_599_000], /59 min 59 s ahead of .* Nothing is bought/],
  ])("%s", (_what, offsets, words) => {
    const found = judgeClock(clocks(...offsets));
    if (words === null) expect(found).toEqual([]);
    else expect(found[0]?.words).toMatch(words);
    expect(found.every(({ atOnce }) => atOnce)).toBe(true);
  });
});
