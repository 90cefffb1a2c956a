import { describe, expect, it } from "vitest";
import type { FeedView } from "@/server/market/core/feed-view";
import { feedHealth, worstFeed } from "./feed-health";
import { ribbonWords } from "./ribbon-words";

const feed = (exchange: FeedView["exchange"], tickWallAt: string | null): FeedView => ({
  exchange,
  symbol: "BTC/USDT",
  last: "1",
  bid: "1",
  ask: "1",
  priceDecimals: 2,
  tickMarketAt: tickWallAt,
  tickWallAt,
  refusedTicks: 0,
});
const ages: { readonly [at: string]: number } = { now: 400, old: 12_000, dead: 61_000 };
const health = (...feeds: FeedView[]) => feedHealth(feeds, (at) => ages[at] ?? 0);

describe("the health of feeds", () => {
  it("takes the oldest feed of an exchange and names the worst exchange", () => {
    const all = health(feed("luno", "now"), feed("kucoin", "now"), feed("kucoin", "old"));
    expect(all.map((each) => each.state)).toEqual(["ok", "late"]);
    expect(worstFeed(all)?.words.replaceAll("\u00a0", " ")).toBe("KuCoin 12 s old");
  });

  it("is off over 60 s and where no price has come yet", () => {
    expect(health(feed("luno", "dead"), feed("valr", null)).map((each) => each.state)).toEqual([
      "off",
      "off",
    ]);
  });

  it("names nothing when all is well", () => {
    expect(worstFeed(health(feed("luno", "now")))).toBeNull();
  });
});

describe("the ribbon", () => {
  const badge = {
    kind: "simulated",
    label: "SIMULATED MARKET · seed 42",
    source: "",
    speed: "60",
    ended: false,
  } as const;

  it("names market, speed and consequence", () => {
    const words = ribbonWords(badge, "demo");
    expect(words).toMatchObject({
      mode: "simulated",
      title: "SIMULATED MARKET",
      detail: " · seed 42",
      speed: " ×60",
    });
    expect(words.consequence).toContain("nothing here is evidence");
  });

  it("says when a recording has run out", () => {
    const recorded = { ...badge, kind: "recorded", label: "RECORDED 2024-03", ended: true } as const;
    expect(ribbonWords(recorded, "demo").consequence).toContain("run out");
    expect(ribbonWords(recorded, "demo").detail).toBe(" 2024-03");
  });

  it("tells live money from paper money", () => {
    const live = { ...badge, kind: "live", label: "LIVE PRICES" } as const;
    expect([ribbonWords(live, "paper").mode, ribbonWords(live, "live").mode]).toEqual(["paper", "live"]);
  });
});
