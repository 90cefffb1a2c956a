import { describe, expect, it } from "vitest";
import { roundText, signOf, sumTexts, toScaled } from "./decimal-text";
import {
  formatAmount,
  formatCount,
  formatFee,
  formatMoney,
  formatPercent,
  formatPrice,
  formatScore,
  formatShare,
} from "./format-number";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("money", () => {
  it("writes rand with R, no-break spaces between thousands and a comma", () => {
    expect(formatMoney("1234567.891", "ZAR")).toBe("R\u00a01\u00a0234\u00a0567,89");
  });

  it("writes a fee in money as money, a small one so that it does not look like none, a coin's as its amount", () => {
    expect(["0.19867800", "12.5", "0.00213", "0"].map((text) => formatFee(text, "USDT"))).toEqual([
      ...["0.20", "12.50", "0.0021", "0.00"],
    ]);
    expect(formatFee("0.0000644", "ETH")).toBe("0.0000644");
  });

  it("writes other currencies with a point and their name behind", () => {
    expect(plain(formatMoney("1234.5", "USDT"))).toBe("1 234.50 USDT");
    expect(plain(formatMoney("0.000688", "BTC"))).toBe("0.00068800 BTC");
  });

  it("puts a true minus or a plus before the whole figure, and nothing before zero", () => {
    expect(plain(formatMoney("-37.684", "ZAR", { signed: true }))).toBe("−R 37,68");
    expect(plain(formatMoney("8.09", "ZAR", { signed: true }))).toBe("+R 8,09");
    expect(plain(formatMoney("0", "ZAR", { signed: true }))).toBe("R 0,00");
    expect(plain(formatMoney("-0.004", "ZAR", { signed: true }))).toBe("R 0,00");
  });

  it("keeps every digit of amounts that a float would round", () => {
    expect(plain(formatMoney("90071992547409931.07", "USDT"))).toBe("90 071 992 547 409 931.07 USDT");
  });

  it("shows six decimals in the ledger when asked", () => {
    expect(plain(formatMoney("-1205.453584", "ZAR", { signed: true, decimals: 6 }))).toBe("−R 1 205,453584");
  });

  it("shows a dash for the unknown, never a placeholder", () => {
    expect(formatMoney(null, "ZAR")).toBe("—");
    expect(formatMoney("NaN", "ZAR")).toBe("—");
    expect(formatPercent(null)).toBe("—");
    expect(formatPrice(null, 2)).toBe("—");
  });
});

describe("percentages, prices and scores", () => {
  it("prints fractions as signed percentages with two decimals", () => {
    expect(plain(formatPercent("0.0256"))).toBe("+2.56 %");
    expect(plain(formatPercent("-0.05941"))).toBe("−5.94 %");
    expect(plain(formatPercent("0"))).toBe("0.00 %");
    expect(plain(formatPercent("-0.000001"))).toBe("0.00 %");
    expect(plain(formatPercent("0.543", { signed: false }))).toBe("54.30 %");
  });

  it("prints prices with the decimals of the tick", () => {
    expect(plain(formatPrice("1741662.79", 2))).toBe("1 741 662.79");
    expect(plain(formatPrice("1741663", 0))).toBe("1 741 663");
    expect(plain(formatPrice("0.84", 4))).toBe("0.8400");
    expect(plain(formatPrice("41.8600"))).toBe("41.86");
  });

  it("prints amounts with their own digits", () => {
    expect(formatAmount("0.000688000")).toBe("0.000688");
    expect(plain(formatAmount("12000.5"))).toBe("12 000.5");
  });

  it("prints scores signed, counts grouped and shares of a whole", () => {
    expect(formatScore("0.4137")).toBe("+0.41");
    expect(formatScore("-0.04")).toBe("−0.04");
    expect(plain(formatCount(10_000))).toBe("10 000");
    expect(plain(formatShare(398, 733))).toBe("54.30 %");
    expect(formatShare(0, 0)).toBe("—");
  });
});

describe("decimal text", () => {
  const rounded = (text: string, decimals: number) => roundText(toScaled(text) ?? 0n, decimals);

  it("rounds halves to even", () => {
    expect([rounded("0.125", 2), rounded("0.135", 2), rounded("-0.125", 2)]).toEqual([
      "0.12",
      "0.14",
      "-0.12",
    ]);
    expect(rounded("999.995", 2)).toBe("1000.00");
  });

  it("sums exactly to zero what a ledger line sums to zero", () => {
    expect(sumTexts(["-1205.453584", "1198.264", "7.189584"])).toBe("0");
    expect(sumTexts(["0.1", "0.2"])).toBe("0.3");
  });

  it("takes the sign of what is printed", () => {
    expect([signOf("-0.001", 2), signOf("-0.01", 2), signOf("0.006", 2)]).toEqual([0, -1, 1]);
  });
});
