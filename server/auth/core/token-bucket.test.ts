import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { createTokenBuckets } from "./token-bucket";

// Guards the sign-in: nobody tries faster than the bucket fills, and nobody waits longer than one token takes.
describe("createTokenBuckets", () => {
  it("refuses the try after the last token, and has one again when it says so", () => {
    const buckets = createTokenBuckets({ burst: 3, refillMs: 1_000, keysMax: 10 });
    for (const at of [0, 10, 20]) expect(buckets.take("a", wallMs(at))).toEqual({ ok: true });
    expect(buckets.take("a", wallMs(30))).toEqual({ ok: false, retryAt: 1_000 });
    expect(buckets.take("b", wallMs(30))).toEqual({ ok: true });
    expect(buckets.used("a", wallMs(30))).toBe(3);
    expect(buckets.take("a", wallMs(1_000))).toEqual({ ok: true });
    expect(buckets.used("a", wallMs(60_000))).toBe(0);
  });

  it("lets through at most the burst and what was refilled, and a try after retryAt always", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 80 }), (gaps) => {
        const buckets = createTokenBuckets({ burst: 4, refillMs: 500, keysMax: 2 });
        let [now, allowed] = [0, 0];
        for (const gap of gaps) {
          now += gap;
          const verdict = buckets.take("a", wallMs(now));
          if (verdict.ok) allowed += 1;
          else expect(verdict.retryAt - now).toBeLessThanOrEqual(500);
          expect(allowed).toBeLessThanOrEqual(4 + now / 500);
        }
      }),
    );
  });

  it("starts afresh after forget, and keeps a bounded number of keys", () => {
    const buckets = createTokenBuckets({ burst: 1, refillMs: 1_000, keysMax: 2 });
    buckets.take("a", wallMs(0));
    buckets.forget("a");
    expect(buckets.take("a", wallMs(1)).ok).toBe(true);
    buckets.take("b", wallMs(2));
    buckets.take("c", wallMs(3));
    expect(buckets.take("a", wallMs(4)).ok).toBe(true);
  });
});
