import { expect, test } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { toOrderSteps } from "./order-steps";
import type { FillRow } from "./store";
import { type SentenceFacts, whySentence, whyTitle } from "./why-sentence";

const d = (value: string | number): Decimal => new Decimal(value);
const at = (iso: string) => Date.parse(iso);
const plain = (text: string) => text.replaceAll("\u00a0", " ");

const fill = {
  exchange: "binance",
  base: "BTC",
  quote: "USDT",
  side: "buy",
  reasonCode: "entry_signal",
  amount: d("0.0123"),
  price: d("61234.5"),
  realised: null,
  marketAt: marketMs(at("2026-11-22T12:00:12Z")),
  wallAt: wallMs(at("2026-11-22T12:00:12Z")),
} as FillRow;
const facts: SentenceFacts = {
  fill,
  timeZone: "Africa/Johannesburg",
  decision: { score: d("0.41"), threshold: d("0.25") },
  referencePrice: d("61230"),
  stops: { stopPrice: d(59_397), targetPrice: d(64_296), trailingRatio: d("0.03") },
};
const sold = (reasonCode: string, realised: string): SentenceFacts => ({
  ...facts,
  fill: { ...fill, side: "sell", reasonCode, realised: d(realised) },
  decision: null,
});

test("an entry says what, where, when in the owner's zone, and which score beat which threshold", () => {
  expect(whyTitle("Zeus", fill)).toBe("Why Zeus bought BTC");
  expect(plain(whySentence(facts))).toBe(
    "0.0123 BTC at 61 234.50 on Binance, 22 Nov 14:00:12 SAST. Score +0.41 beat the threshold +0.25.",
  );
});

test("a score equal to the threshold did not beat it", () => {
  expect(whySentence({ ...facts, decision: { score: d("0.25"), threshold: d("0.25") } })).toContain(
    "reached the threshold",
  );
});

test("an exit without a decision says which stop fired at which price, and what came of it", () => {
  expect(plain(whySentence({ ...sold("stop_loss", "-22.6"), referencePrice: d("59390.1") }))).toMatch(
    /The stop at 59 397\.00 fired at 59 390\.10\. Net result −22\.60 USDT\.$/,
  );
  expect(plain(whySentence(sold("take_profit", "37")))).toContain(
    "The target at 64 296.00 was reached at 61 230.00.",
  );
  expect(plain(whySentence(sold("trailing_stop", "5")))).toContain(
    "The trailing stop, 3.00 % below the highest price, fired at",
  );
  expect(whySentence(sold("user", "0"))).toContain("The owner asked for it.");
});

test("a recording's trade names its year", () => {
  const recorded = { ...fill, marketAt: marketMs(at("2023-03-12T22:30:00Z")) };
  expect(whySentence({ ...facts, fill: recorded })).toContain("13 Mar 2023 00:30:00 SAST");
});

test("the steps of an order are told as they happened, each fill before the end it led to", () => {
  const ms = (n: number) => marketMs(at("2026-11-22T12:00:12Z") + n);
  const one = { fee: d("0.2448"), feeAsset: "USDT", liquidity: "taker" };
  const steps = toOrderSteps({
    side: "buy",
    type: "market",
    limitPrice: null,
    triggerPrice: null,
    base: "BTC",
    quote: "USDT",
    amount: d("0.008"),
    referencePrice: d(61_200),
    marketAt: ms(0),
    events: [
      { to: "sent", detail: "", marketAt: ms(2) },
      { to: "ack", detail: "", marketAt: ms(5) },
      { to: "partial", detail: "", marketAt: ms(300) },
      { to: "filled", detail: "", marketAt: ms(400) },
    ],
    fills: [
      { ...one, amount: d("0.004"), price: d(61_200), marketAt: ms(300) },
      { ...one, amount: d("0.004"), price: d("61261.2"), marketAt: ms(400) },
    ],
  });
  expect(steps.map(({ words }) => plain(words))).toEqual([
    "Intent written",
    "Sent",
    "Accepted by the venue",
    "Filled 0.004",
    "Filled 0.004",
    "Complete; slippage 0.05 %",
  ]);
  expect(plain(steps.at(-1)?.value ?? "")).toBe("fee 0.4896 USDT, taker 0.10 %");
  expect(steps[0]).toEqual({
    at: "2026-11-22T12:00:12.000Z",
    words: "Intent written",
    value: "market, 0.008 BTC",
  });
});
