import { describe, expect, it } from "vitest";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { ageOf, freshnessOf, makeLiveStore } from "./live-store";

const view = (wallAt: string): LiveView => ({
  book: "demo",
  marketAt: wallAt,
  wallAt,
  market: { kind: "simulated", label: "SIMULATED MARKET", source: "simulated:42", speed: "60", ended: false },
  feeds: [],
  totals: [],
  positions: [],
  bots: [],
});
const T0 = Date.parse("2026-11-22T12:00:00Z");
const at = (ms: number) => new Date(T0 + ms).toISOString();

describe("the live store", () => {
  it("drops a view older than the one it has", () => {
    const store = makeLiveStore(view(at(5_000)));
    store.receive(view(at(1_000)), T0);
    expect(store.get().view?.wallAt).toBe(at(5_000));
  });

  it("does not take an old first view for a slow clock", () => {
    const store = makeLiveStore(null);
    store.receive(view(at(0)), T0 + 45_000);
    expect(freshnessOf(ageOf(at(0), store.get(), T0 + 45_000))).toBe("stale");
  });

  it("ages by the server's clock once it knows how far the browser's is off", () => {
    const store = makeLiveStore(null);
    const browser = (ms: number) => T0 + 90_000 + ms;
    for (const second of [0, 1, 2]) store.receive(view(at(second * 1000)), browser(second * 1000 + 40));
    expect(ageOf(at(2_000), store.get(), browser(2_040))).toBe(0);
    expect(freshnessOf(ageOf(at(2_000), store.get(), browser(14_040)))).toBe("stale");
  });

  it("remembers when the line broke through all retries, until it opens again", () => {
    const store = makeLiveStore(null);
    store.setLine("open", T0);
    store.setLine("lost", T0 + 1_000);
    store.setLine("connecting", T0 + 4_000);
    expect(store.get().lostAt).toBe(T0 + 1_000);
    store.setLine("open", T0 + 9_000);
    expect(store.get().lostAt).toBeNull();
  });
});

describe("freshness", () => {
  it("turns stale over 10 s and dead over 60 s", () => {
    expect([10_000, 10_001, 60_000, 60_001].map(freshnessOf)).toEqual(["fresh", "stale", "stale", "dead"]);
  });

  it("reads and draws the newest of a burst alone, once", () => {
    let draw = () => {};
    let asked = 0;
    const store = makeLiveStore(null, (next) => {
      asked += 1;
      draw = next;
    });
    let drawn = 0;
    store.subscribe(() => {
      drawn += 1;
    });
    for (let ms = 0; ms < 500; ms++)
      store.receiveText(ms < 499 ? "{" : JSON.stringify(view(at(ms))), T0 + ms);
    expect([asked, drawn]).toEqual([1, 0]);
    draw();
    expect([drawn, store.get().view?.wallAt]).toEqual([1, at(499)]);
    store.receiveText(JSON.stringify(view(at(900))), T0 + 900);
    expect(asked).toBe(2);
  });
});
