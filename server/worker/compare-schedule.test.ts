import { beforeEach, describe, expect, it } from "vitest";
import { plusMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { type AccountNews, type CompareSchedule, createCompareSchedule, NO_NEWS } from "./compare-schedule";

const VENUES = ["paper:binance", "practice:valr", "kraken"];
const ADA = { userId: "ada", venue: "practice:valr" };
const EVA = { userId: "eva", venue: "practice:valr" };

let schedule: CompareSchedule;
let now: WallMs;
let open: Set<string>;
beforeEach(() => {
  schedule = createCompareSchedule(VENUES);
  now = wallMs(1_000_000);
  open = new Set(VENUES);
});

const due = (news: Partial<AccountNews> = {}) =>
  schedule.due(now, { ...NO_NEWS, ...news }, (venue) => open.has(venue));
/** Asks each second, as the worker does; gives each time, in seconds from the first. */
function dueWithin(seconds: number, venue: string, news: Partial<AccountNews> = {}): number[] {
  const times: number[] = [];
  for (let s = 1; s <= seconds; s++) {
    now = plusMs(now, 1_000);
    if (due(news).includes(venue)) times.push(s);
  }
  return times;
}

describe("a venue's comparison is due", () => {
  it("before its first entry, and again and again while it has not been compared under this lead", () => {
    open = new Set(["kraken"]);
    expect(due()).toEqual(VENUES);
    expect(due()).toEqual(["paper:binance", "practice:valr"]);
    open = new Set(VENUES);
    expect(due()).toEqual([]);
    // the lead was lost and is back
    open.clear();
    expect(due()).toEqual(VENUES);
  });

  it("every five minutes, and every 45 seconds where there are keys: each by its own time", () => {
    due({ keyed: [ADA] });
    expect(dueWithin(300, "practice:valr", { keyed: [ADA] })).toEqual([45, 90, 135, 180, 225, 270]);
    expect(due({ keyed: [ADA] })).toEqual([]);
    expect(dueWithin(15, "paper:binance", { keyed: [ADA] })).toEqual([]);
    schedule = createCompareSchedule(VENUES);
    due();
    expect(dueWithin(620, "kraken")).toEqual([300, 600]);
  });

  it("at once when an account is new to us: by its key, or because it was just funded", () => {
    due();
    expect(due({ keyed: [ADA] })).toEqual(["practice:valr"]);
    expect(due({ keyed: [ADA] })).toEqual([]);
    expect(due({ keyed: [ADA, EVA] })).toEqual(["practice:valr"]);
    expect(due({ uncompared: ["paper:binance", "gone:nowhere"] })).toEqual(["paper:binance"]);
  });

  it("every 15 seconds for two minutes once it has begun to differ, and not sooner by being even", () => {
    due({ keyed: [ADA] });
    schedule.compared("practice:valr", false, now);
    expect(dueWithin(60, "practice:valr", { keyed: [ADA] })).toEqual([15, 30, 45, 60]);
    schedule.compared("practice:valr", true, now);
    expect(dueWithin(60, "practice:valr", { keyed: [ADA] })).toEqual([45]);
    schedule.compared("practice:valr", false, now);
    now = plusMs(now, 200_000);
    due({ keyed: [ADA] });
    // what has differed for long is told already
    schedule.compared("practice:valr", false, now);
    expect(dueWithin(50, "practice:valr", { keyed: [ADA] })).toEqual([45]);
  });

  it("at once when the clock was set back", () => {
    due();
    now = plusMs(now, -3_600_000);
    expect(due()).toEqual(VENUES);
    expect(due()).toEqual([]);
  });

  it("at once when the owner has acknowledged what waited there", () => {
    due({ keyed: [ADA, EVA], waiting: [ADA, EVA] });
    expect(due({ keyed: [ADA, EVA], waiting: [ADA, EVA] })).toEqual([]);
    expect(due({ keyed: [ADA, EVA], waiting: [EVA] })).toEqual(["practice:valr"]);
    expect(due({ keyed: [ADA, EVA], waiting: [EVA] })).toEqual([]);
  });
});
