import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const CASES = path.join(ROOT, "../shared/facts/trading/backtest-cases.json");
const folder = mkdtempSync(path.join(tmpdir(), "amarktai-backtest-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = { readonly code: number; readonly out: string; readonly said: string };

function backtest(...args: readonly string[]): Promise<Answer> {
  const env = { ...process.env };
  delete env.DATABASE_URL;
  const call = [path.join(ROOT, "scripts/cli.mjs"), "backtest", ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, call, { cwd: folder, env, maxBuffer: 2 ** 26 }, (error, out, said) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
}

const rows = Array.from({ length: 40 }, (_, step) => {
  const price = 100 + 5 * Math.sin(step / 4);
  return `${1_659_312_000_000 + step * 300_000},${price.toFixed(2)},${(price + 1).toFixed(2)},${(price - 1).toFixed(2)},${price.toFixed(2)},1`;
});
const table = ["timestamp_ms,open,high,low,close,volume", ...rows].join("\n");

it("replays a file named from where the caller stands, with no database", async () => {
  writeFileSync(path.join(folder, "wave.csv"), table);
  const params = '{"fast":2,"slow":5}';
  const { code, out, said } = await backtest(
    ...["--candles", "wave.csv", "--strategy", "ema-cross", "--params", params, "--stop", "0.2", "--json"],
  );
  expect({ code, said }).toEqual({ code: 0, said: "" });
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({ candles: 40, gaps: [], timing: { cpuMs: expect.any(Number) } });
  expect(answer.trades.length).toBeGreaterThan(0);
  expect(answer.trades[0]).toMatchObject({ exitReason: "exit_signal", openRate: expect.any(String) });
});

it("searches parameters on all cores; the same seed finds the same sets", async () => {
  writeFileSync(path.join(folder, "wave.csv"), table);
  const sweep = '{"fast":{"from":2,"to":6,"step":1},"slow":{"from":4,"to":12,"step":1}}';
  const args = ["--candles", "wave.csv", "--strategy", "ema-cross", "--sweep", sweep, "--method", "random"];
  const asked = [...args, "--sets", "20", "--seed", "3", "--objective", "total-return", "--min-trades", "1"];
  const [first, second] = [await backtest(...asked, "--json"), await backtest(...asked, "--json")];
  expect({ code: first.code, said: first.said }).toEqual({ code: 0, said: "" });
  const { sweep: found, checks } = JSON.parse(first.out);
  expect(found).toMatchObject({ method: "random", seed: 3, sets: 20, possible: 45 });
  expect(checks.lookAhead.ok).toBe(true);
  expect(JSON.parse(second.out).sweep).toEqual(found);
  const { code, said } = await backtest(...args, "--sweep", '{"fast":{"from":9,"to":2,"step":1}}');
  expect(code).toBe(2);
  expect(said).toMatch(/from the smaller to the larger/);
}, 60_000);

it("bad input is one sentence, status 2, and nothing on standard output", async () => {
  const whole = gzipSync(table);
  writeFileSync(path.join(folder, "cut.csv.gz"), whole.subarray(0, whole.length - 20));
  writeFileSync(path.join(folder, "bad.csv"), `${table}\n1659324000000,100,99,101,100,1\n`);
  writeFileSync(path.join(folder, "wave.csv"), table);
  const named = ["--strategy", "ema-cross"];
  for (const [args, reason] of [
    [[], /Name the candles/],
    [["--candles", "cut.csv.gz", ...named], /cut off/],
    [["--candles", "bad.csv", ...named], /row 41 .*high 99 below low 101/],
    [["--candles", "wave.csv", "--strategy", "magic"], /no strategy "magic"/],
    [["--candles", "wave.csv", ...named, "--fee", "lots"], /--fee: "lots" is no number/],
    [["--candles", "wave.csv", ...named, "--roi", "{"], /--roi/],
    [["--cases", "wave.csv"], /JSON/],
    [["--loud"], /--loud/],
  ] as const) {
    const { code, out, said } = await backtest(...args);
    expect({ args, code, out }).toEqual({ args, code: 2, out: "" });
    expect(said).toMatch(reason);
    expect(said.trim().split("\n")).toHaveLength(1);
  }
}, 60_000);

// where the facts are absent this is skipped
it.skipIf(!existsSync(CASES))("answers every reference case by its id", async () => {
  const { cases, cases_with_fee } = JSON.parse(readFileSync(CASES, "utf8"));
  const { code, out } = await backtest("--cases", CASES, "--json");
  expect(code).toBe(0);
  const wanted = [...cases, ...cases_with_fee].map(({ id, engine_observed }) => ({
    id,
    trades: engine_observed.map((trade: Record<string, unknown>) => [
      trade.open_candle,
      trade.close_candle,
      trade.exit_reason,
    ]),
  }));
  const answered = JSON.parse(out).results.map(
    ({ id, trades }: { id: string; trades: Record<string, unknown>[] }) => ({
      id,
      trades: trades.map(({ openCandle, closeCandle, exitReason }) => [openCandle, closeCandle, exitReason]),
    }),
  );
  expect(answered).toEqual(wanted);
});

it("says on standard error, and in the answer, that entries were refused for want of funds", async () => {
  const flagged = table
    .split("\n")
    .map((line, row) => `${line},${["enter_long", 0, 1][row] ?? 0},${row === 0 ? "exit_long" : 0}`);
  writeFileSync(path.join(folder, "flags.csv"), flagged.join("\n"));
  const args = ["--candles", "flags.csv", "--strategy", "signals", "--stake", "10000", "--wallet", "10000"];
  const { code, out, said } = await backtest(...args, "--json");
  expect(code).toBe(0);
  expect(said).toMatch(/^1 entry was refused for want of funds: .*10010/);
  expect(JSON.parse(out)).toMatchObject({ trades: [], refused: { funds: 1, small: 0 } });
});

it("finds out a strategy of one's own that knows the next close, on a run and on a sweep", async () => {
  mkdirSync(path.join(folder, "home", "strategies"), { recursive: true });
  writeFileSync(path.join(folder, "home", "strategies", "peeker.mjs"), PEEKER);
  writeFileSync(path.join(folder, "wave.csv"), table);
  const asked = ["--candles", "wave.csv", "--strategy", "peeker", "--json"];
  const home = ["--home", path.join(folder, "home")];
  const run = await backtest(...home, ...asked);
  expect(run.said).toMatch(/^The strategy looks ahead/);
  expect(JSON.parse(run.out).checks.lookAhead).toMatchObject({ ok: false, ran: true });
  const sweep = await backtest(
    ...home,
    ...asked,
    "--sweep",
    '{"n":{"from":1,"to":3,"step":1}}',
    "--objective",
    "total-return",
    "--min-trades",
    "1",
  );
  expect(sweep.said).toMatch(/^The strategy looks ahead/m);
}, 30_000);

const PEEKER = `export default {
  id: "peeker", title: "Peeker", guidance: "Trial: reads the next close.",
  params: { n: { min: 1, max: 10, default: 1, whole: true } },
  warmup: () => 2, memory: () => 2,
  decide: () => ({ direction: "hold", reason: "none", words: "nothing" }),
  signals({ close }) {
    const entry = new Uint8Array(close.length), exit = new Uint8Array(close.length);
    for (let i = 0; i < close.length - 2; i++) (close[i + 1] > close[i] ? entry : exit)[i] = 1;
    return { entry, exit };
  },
};`;
