import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it, test } from "vitest";

const CLI = path.resolve(import.meta.dirname, "cli.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "amarktai-templates-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = { readonly code: number; readonly out: string; readonly said: string };

function cli(...args: readonly string[]): Promise<Answer> {
  const env = { ...process.env };
  delete env.DATABASE_URL;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, "templates", ...args],
      { cwd: folder, env, maxBuffer: 16_000_000 },
      (error, out, said) => resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
}

/** Hourly candles that rise, fall and rise again. */
function waves(name: string, days: number, from = Date.UTC(2024, 0, 1)): string {
  const file = path.join(folder, name);
  const rows = Array.from({ length: 24 * days }, (_, hour) => {
    const price = (at: number) => (100 * (1.5 + Math.sin(at / 300))).toFixed(4);
    const [open, close] = [price(hour), price(hour + 1)];
    const [low, high] = Number(open) < Number(close) ? [open, close] : [close, open];
    return [from + hour * 3_600_000, open, high, low, close, 1].join();
  });
  writeFileSync(file, `timestamp_ms,open,high,low,close,volume\n${rows.join("\n")}\n`);
  return file;
}

it("lists templates as a machine reads them, without a database", async () => {
  const { code, out, said } = await cli("--json");
  expect({ code, said }).toEqual({ code: 0, said: "" });
  const templates = JSON.parse(out) as Record<string, unknown>[];
  expect(templates.length).toBeGreaterThan(4);
  for (const template of templates)
    expect(Object.keys(template)).toEqual(
      expect.arrayContaining([
        ...["id", "strategy", "params", "timeframe", "riskMode", "exchanges"],
        ...["stop", "takeProfit", "trailing", "record"],
      ]),
    );
}, 60_000);

it("tries them on other candles, over the days that all files have, and says how sure that is", async () => {
  const files = [waves("one.csv", 200), waves("two.csv", 190, Date.UTC(2024, 0, 6))];
  const { code, out } = await cli("try", "--candles", ...files, "--exchange", "kraken", "--json");
  expect(code).toBe(0);
  const report = JSON.parse(out) as Record<string, unknown>;
  expect(report).toMatchObject({
    exchange: "kraken",
    fee: 0.004,
    from: "2024-01-06T00:00:00.000Z",
    to: "2024-07-14T00:00:00.000Z",
    days: 190,
  });
  expect(report.sharpeExcessInterval95).toMatchObject({ low: expect.any(Number), high: expect.any(Number) });
}, 60_000);

test.each([
  [["sing"], /cannot be read: npm run cli -- templates/],
  [["try"], /cannot be read/],
  [["try", "--candles", "nowhere.csv"], /nowhere\.csv/],
  [["try", "--candles", "nowhere.csv", "--exchange", "moon"], /no exchange "moon"/],
  [["record"], /call it in the project's own folder/],
])("refuses %j with status 2 and one sentence", async (args, words) => {
  const { code, out, said } = await cli(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(said).toMatch(words);
});

it("refuses files without a common month", async () => {
  const files = [waves("old.csv", 60, Date.UTC(2020, 0, 1)), waves("new.csv", 60)];
  const { code, said } = await cli("try", "--candles", ...files);
  expect(code).toBe(2);
  expect(said).toMatch(/less than 30 days in common/);
});
