import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wallMs } from "@/server/kernel/clock";
import { createRateWindow } from "./rate-window";

// Guards the sign-in: no account can be tried faster than the window allows.
describe("createRateWindow", () => {
  it("refuses the try after the last allowed one and says when to come back", () => {
    const window = createRateWindow({ triesMax: 3, windowMs: 1_000, keysMax: 10 });
    for (const at of [0, 10, 20]) expect(window.hit("a", wallMs(at))).toEqual({ ok: true });
    expect(window.hit("a", wallMs(30))).toEqual({ ok: false, retryAt: 1_000 });
    expect(window.hit("b", wallMs(30))).toEqual({ ok: true });
    expect(window.hit("a", wallMs(1_001))).toEqual({ ok: true });
  });

  it("never lets more than the limit through in any window", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 60 }), (gaps) => {
        const window = createRateWindow({ triesMax: 4, windowMs: 500, keysMax: 2 });
        const allowed: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          if (window.hit("a", wallMs(now)).ok) allowed.push(now);
        }
        for (const at of allowed) {
          expect(allowed.filter((other) => other > at - 500 && other <= at).length).toBeLessThanOrEqual(4);
        }
      }),
    );
  });

  it("starts afresh after forget, and keeps a bounded number of keys", () => {
    const window = createRateWindow({ triesMax: 1, windowMs: 1_000, keysMax: 2 });
    window.hit("a", wallMs(0));
    window.forget("a");
    expect(window.hit("a", wallMs(1)).ok).toBe(true);
    window.hit("b", wallMs(2));
    window.hit("c", wallMs(3));
    expect(window.hit("a", wallMs(4)).ok).toBe(true);
  });
});
