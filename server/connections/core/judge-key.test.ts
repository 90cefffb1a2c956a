import { describe, expect, it } from "vitest";
import { plusMs, wallMs } from "@/server/kernel/clock";
import { hintsOf } from "@/server/vault/core/hints";
import { judgeKey, type KeyFacts } from "./judge-key";

const NOW = wallMs(Date.UTC(2026, 5, 1));
const DAY_MS = 24 * 3_600_000;
const good: KeyFacts = {
  exchange: "binance",
  rights: { read: true, trade: true, withdraw: false, addresses: ["203.0.113.7"], expiresAt: null },
  clockOffsetMs: 40,
  wallNow: NOW,
};
const withRights = (rights: Partial<KeyFacts["rights"]>) =>
  judgeKey({ ...good, rights: { ...good.rights, ...rights } });

describe("a key", () => {
  it("is valid with just the rights it needs", () => {
    expect(judgeKey(good)).toMatchObject({ status: "valid", fault: null, boundToAddresses: true });
  });

  it.each([
    ["may withdraw", { withdraw: true }, "may withdraw"],
    ["may not read", { read: false }, "may not read"],
    ["may not trade", { trade: false }, "may not trade"],
    ["is over", { expiresAt: NOW }, "is over"],
  ] as const)("that %s is refused with a sentence", (_name, rights, words) => {
    const found = withRights(rights);
    expect(found.status).toBe("invalid");
    expect(found.fault).toContain(words);
    expect(found.fault).toMatch(/^[A-Z].*[.]$/);
  });

  it("is told of two weeks before its end", () => {
    expect(withRights({ expiresAt: plusMs(NOW, 13 * DAY_MS) }).status).toBe("expiring");
    expect(withRights({ expiresAt: plusMs(NOW, 15 * DAY_MS) }).status).toBe("valid");
  });

  it("is refused while the clock is far off, and the way it is off is said", () => {
    expect(judgeKey({ ...good, clockOffsetMs: 60_000 })).toMatchObject({
      status: "invalid",
      fault: expect.stringContaining("60.0 s behind the exchange's"),
    });
    expect(judgeKey({ ...good, clockOffsetMs: -6_000 }).fault).toContain("6.0 s ahead of");
    expect(judgeKey({ ...good, clockOffsetMs: 4_000 }).status).toBe("valid");
  });

  it("whose rights nobody tells is not called safe: it is said that nobody could look", () => {
    const found = withRights({ read: null, trade: null, withdraw: null, addresses: null });
    expect(found).toMatchObject({ status: "valid", mayWithdraw: null, boundToAddresses: null });
    expect(hintsOf({ ...found, exchange: "luno", site: "real" })).toEqual([
      expect.stringContaining("does not tell what a key may do"),
    ]);
  });

  it("that is bound to no address, or signed by a clock a little off, comes with what to do", () => {
    const found = { ...withRights({ addresses: [] }), clockOffsetMs: 1_500 };
    expect(hintsOf({ ...found, exchange: "binance", site: "real" })).toEqual([
      expect.stringContaining("Bind it to this machine's public address"),
      expect.stringContaining("1.5 s behind"),
    ]);
    expect(hintsOf({ ...found, testedAt: null, exchange: "binance", site: "real" })).toEqual([]);
  });
});
