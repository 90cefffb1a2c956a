import { expect, it } from "vitest";
import { simulatedColumns } from "../bench/simulated-columns";
import { backtestOptions } from "../core/backtest-options";
import { runTogether } from "../run-together";
import { renderReport } from "./render-report";

const EVIL = `"><script>alert(1)</script><img src=http://evil/x onerror=alert(1)>\u202e'&`;

function page(symbol: string): string {
  const file = {
    file: symbol,
    symbol,
    timeframe: "5m" as const,
    candles: simulatedColumns(3_000, 3, 0.003),
    flags: null,
    lead: 0,
    gaps: [],
    notes: [],
    others: [],
  };
  const options = backtestOptions.parse({});
  const run = runTogether({ files: [{ symbol, file }], strategy: "ema-cross", params: {}, options }, () => 0);
  if (!run.ok) throw new Error(run.refusal.message);
  return renderReport({
    report: run.value.report,
    strategy: symbol,
    symbols: [symbol],
    timeframe: "5m",
    options,
    notes: [symbol],
    call: `npm run cli -- backtest '${symbol}'`,
    repeat: symbol,
  });
}

it("whatever stands in a name is text: no script, no image, no address, no attribute of its own", () => {
  const text = page(EVIL);
  expect(text).not.toMatch(/<(script|img|iframe|link|object|base)\b/i);
  expect(text).not.toContain("\u202e");
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  // no attribute is made of it: every tag is one of ours
  for (const [tag] of text.matchAll(/<[a-z][^>]*>/g)) expect(tag).not.toMatch(/onerror|evil/);
  expect(text).toContain("default-src 'none';style-src 'unsafe-inline'");
});

it("needs nothing else, and holds charts, months, terms, checks, options and the call", () => {
  const text = page("BTC/USDT");
  expect(text).not.toMatch(/(src|href|@import|url)\s*[=(:]/i);
  expect(text.match(/<svg /g)?.length).toBeGreaterThanOrEqual(4);
  for (const words of [
    "Equity",
    "Drawdown",
    "Trades on candles",
    "Month by month",
    "Look-ahead",
    "Warm-up",
    "In force",
  ])
    expect(text).toContain(words);
  expect(text).toContain("Mean daily return over its deviation");
  expect(text).toContain("npm run cli -- backtest");
  expect(text).toMatch(/<i class="b" style="left:[\d.]+%;top:[\d.]+%" title="[^"]+: bought at/);
  expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
});
