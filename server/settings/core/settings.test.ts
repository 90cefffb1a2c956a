import { describe, expect, it } from "vitest";
import { defaultSettings, settingsSchema } from "./settings";

type Path = readonly string[];

/** Every setting with its standard, as a walk over the defaults finds it. */
function walk(value: unknown, path: Path = []): readonly { readonly path: Path; readonly value: unknown }[] {
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([name, part]) => walk(part, [...path, name]));
  }
  return [{ path, value }];
}
const changed = (path: Path, value: unknown): unknown =>
  path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
const takes = (path: Path, value: unknown) => settingsSchema.safeParse(changed(path, value)).success;
const at = (path: Path, value: unknown): unknown =>
  path.reduce<unknown>(
    (inner, name) => (inner as Record<string, unknown>)[name],
    settingsSchema.parse(changed(path, value)),
  );

const all = walk(defaultSettings);
const amounts = all.filter(({ path }) => path.join(".") === "wallet.rebalanceLeast");
const fractions = all.filter(
  (one) => typeof one.value === "string" && /^\d/.test(one.value) && !amounts.includes(one),
);
const counts = all.filter(({ value }) => typeof value === "number");

describe("every setting", () => {
  it("is one of the kinds whose bounds are tried here", () => {
    const rest = all.filter((one) => ![...amounts, ...fractions, ...counts].includes(one));
    expect(rest.map(({ path }) => path.join("."))).toEqual([
      ...["timeZone", "displayCurrency", "timeStopHours"],
      ...["reports.daily", "reports.weekly", "reports.monthly", "promotion.policy"],
    ]);
    expect(fractions.length).toBeGreaterThan(25);
    expect(counts.length).toBeGreaterThan(25);
  });

  it.each(amounts.map(({ path }) => [path.join("."), path] as const))("%s is an amount", (_name, path) => {
    for (const text of ["0", "500", "1234.56"]) expect(at(path, text)).toBe(text);
    for (const text of ["-1", "1000000000", "NaN", ""]) expect(takes(path, text), text).toBe(false);
    for (const value of [500, null]) expect(takes(path, value)).toBe(false);
  });

  it.each(fractions.map(({ path }) => [path.join("."), path] as const))(
    "%s lies from 0 to 1",
    (_name, path) => {
      for (const text of ["0", "1", "0.05", "0.999999999999999999"]) expect(at(path, text)).toBe(text);
      expect(at(path, "0,5")).toBe("0.5");
      for (const text of [
        "1.5",
        "1.000000000000000001",
        "2",
        "5",
        "10",
        "-0.1",
        "-1",
        "1e3",
        "5 %",
        "10,000",
        "NaN",
        "",
      ])
        expect(takes(path, text), text).toBe(false);
      for (const value of [0.5, null, Number.NaN]) expect(takes(path, value)).toBe(false);
    },
  );

  it.each(counts.map(({ path, value }) => [path.join("."), path, value] as const))(
    "%s is a whole number with a floor and a ceiling",
    (_name, path, value) => {
      expect(at(path, value)).toBe(value);
      for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9, "5", null])
        expect(takes(path, wrong), String(wrong)).toBe(false);
    },
  );

  it("names a time zone that exists, a currency that is known, and hours above zero", () => {
    for (const zone of ["UTC", "Africa/Johannesburg", "Europe/London", "America/St_Johns"])
      expect(takes(["timeZone"], zone)).toBe(true);
    for (const zone of ["", "Mars/Olympus", "+02:00", "Africa/Johannesberg", " UTC"])
      expect(takes(["timeZone"], zone), zone).toBe(false);
    expect(takes(["displayCurrency"], "XYZ")).toBe(false);
    expect(takes(["promotion", "policy"], "lucky")).toBe(false);
    expect(takes(["timeStopHours"], 0.5)).toBe(true);
    for (const hours of [0, -1, 8_761, Number.NaN, "5"]) expect(takes(["timeStopHours"], hours)).toBe(false);
  });

  it("says how to write it", () => {
    const said = settingsSchema.safeParse({ takeProfit: "10,000" }).error?.issues[0]?.message;
    expect(said).toMatch(/may be 10000 or 10: write/);
    expect(settingsSchema.safeParse({ takeProfit: "5" }).error?.issues[0]?.message).toMatch(
      /fraction from 0 to 1/,
    );
  });
});
