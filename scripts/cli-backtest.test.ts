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

it("a maker's fee of its own is paid by targets, and the answer says what was in force", async () => {
  const named = ["--candles", "wave.csv", "--strategy", "ema-cross", "--params", '{"fast":2,"slow":5}'];
  const fees = ["--taker-fee", "0.002", "--maker-fee", "0.0005", "--roi", '{"0":0.01}', "--json"];
  const { code, out } = await backtest(...named, ...fees);
  const { options, trades } = JSON.parse(out);
  expect({ code, options }).toMatchObject({ code: 0, options: { fee: 0.002, makerFee: 0.0005 } });
  const target = trades.find(({ exitReason }: { exitReason: string }) => exitReason === "roi");
  const [bought, sold] = [Number(target.openRate) * 1.002, Number(target.closeRate) * (1 - 0.0005)];
  expect(Number(target.profitRatio)).toBeCloseTo(sold / bought - 1, 9);
  const plain = JSON.parse((await backtest(...named, "--json")).out);
  expect(plain.options).toMatchObject({ fee: 0.001, makerFee: 0.001 });
  expect(await backtest(...named, "--fee", "0.001", "--taker-fee", "0.001")).toMatchObject({
    code: 2,
    out: "",
    said: "--fee and --taker-fee say the same: leave one of them out.\n",
  });
});

const long = Array.from({ length: 1_500 }, (_, step) => {
  const price = 100 + 9 * Math.sin(step / 17) + 5 * Math.sin(step / 5.3) + ((step * 7_919) % 101) / 100;
  return `${1_659_312_000_000 + step * 300_000},${price.toFixed(2)},${(price + 1).toFixed(2)},${(price - 1).toFixed(2)},${(price + 0.4).toFixed(2)},1`;
});

it("searches parameters on all cores; the same seed finds the same sets", async () => {
  writeFileSync(
    path.join(folder, "long.csv"),
    ["timestamp_ms,open,high,low,close,volume", ...long].join("\n"),
  );
  const sweep = '{"fast":{"from":2,"to":6,"step":1},"slow":{"from":4,"to":12,"step":1}}';
  const args = ["--candles", "long.csv", "--strategy", "ema-cross", "--sweep", sweep, "--method", "random"];
  const asked = [...args, "--sets", "20", "--seed", "3", "--objective", "total-return", "--min-trades", "1"];
  const [first, second] = [await backtest(...asked, "--json"), await backtest(...asked, "--json")];
  expect({ code: first.code, said: first.said }).toEqual({ code: 0, said: "" });
  const { sweep: found, checks } = JSON.parse(first.out);
  expect(found).toMatchObject({ method: "random", seed: 3, sets: 20, possible: 45 });
  expect(checks.lookAhead.ok).toBe(true);
  expect(JSON.parse(second.out).sweep).toEqual(found);
  const wrong = args.map((word) => (word === sweep ? '{"fast":{"from":9,"to":2,"step":1}}' : word));
  const { code, said } = await backtest(...wrong);
  expect(code).toBe(2);
  expect(said).toMatch(/from the smaller to the larger/);
}, 60_000);

it("a grid tries every set unless told otherwise, says how many, and its winner is repeated digit for digit", async () => {
  writeFileSync(
    path.join(folder, "long.csv"),
    ["timestamp_ms,open,high,low,close,volume", ...long].join("\n"),
  );
  const sweep = JSON.stringify({
    fast: { from: 2, to: 30, step: 1 },
    slow: { from: 20, to: 37, step: 1 },
    "options.stop": { values: [0.02, 0.05] },
  });
  const args = [
    "--candles",
    "long.csv",
    "--strategy",
    "ema-cross",
    "--sweep",
    sweep,
    "--objective",
    "sharpe",
  ];
  const { code, out, said } = await backtest(...args, "--fee", "0.0005", "--min-trades", "3", "--json");
  expect({ code, said }).toEqual({ code: 0, said: "" });
  const { sweep: found, repeat, candles } = JSON.parse(out);
  // fast must be the shorter one
  const accepted =
    2 * Array.from({ length: 18 }, (_, at) => Math.min(29, 20 + at - 2)).reduce((sum, n) => sum + n, 0);
  expect(found).toMatchObject({ possible: 1_044, accepted, sets: accepted, cap: 5_000 });
  expect(found.words).toContain(`All ${accepted} sets of the ranges were tried`);
  // the longest warm-up, three times the slow period
  expect(candles.from).toBe(new Date(1_659_312_000_000 + 110 * 300_000).toISOString());
  const again = await backtest(...(repeat as string[]).slice(1), "--json");
  expect({ code: again.code, said: again.said }).toEqual({ code: 0, said: "" });
  const { metrics, trades } = JSON.parse(again.out);
  const [best] = found.rows;
  const plain = (value: number) => Number(value.toPrecision(15));
  expect({
    trades: trades.length,
    totalReturn: plain(metrics.daily.totalReturn),
    maxDrawdown: plain(metrics.equity.maxDrawdownRelative),
    winRate: plain(metrics.trades.winRate),
    profitFactor: plain(metrics.trades.profitFactor),
    sharpe: plain(metrics.daily.sharpe),
  }).toEqual({
    trades: best.trades,
    totalReturn: Number(best.totalReturn),
    maxDrawdown: Number(best.maxDrawdown),
    winRate: Number(best.winRate),
    profitFactor: Number(best.profitFactor),
    sharpe: Number(best.sharpe),
  });
  const some = JSON.parse((await backtest(...args, "--sets", "50", "--json")).out).sweep;
  expect(some).toMatchObject({ sets: 50, cap: 50, accepted });
  expect(some.words).toMatch(/^50 of \d+ sets of the ranges were tried .*at most 50 were asked for/);
}, 120_000);

it("an answer says what was in force, and tables are written where asked", async () => {
  writeFileSync(
    path.join(folder, "long.csv"),
    ["timestamp_ms,open,high,low,close,volume", ...long].join("\n"),
  );
  const asked = [
    "--candles",
    "long.csv",
    "--strategy",
    "ema-cross",
    "--timeframe",
    "15m",
    "--equity-percent",
    "50",
  ];
  const { code, out } = await backtest(...asked, "--trades", "t.csv", "--equity", "e.csv", "--json");
  expect(code).toBe(0);
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({
    timeframe: "15m",
    params: { fast: 12, slow: 26, trend: 0 },
    options: { equityRatio: 0.5, stop: 0.02, fee: 0.001, fill: "strict" },
    candles: 500,
  });
  const lines = (name: string) => readFileSync(path.join(folder, name), "utf8").trim().split("\n");
  expect(lines("t.csv")).toHaveLength(answer.trades.length + 1);
  expect(lines("e.csv")).toHaveLength(501);
  expect(answer.equity.at(-1).equity).toBe(lines("e.csv").at(-1)?.split(",")[1]);
}, 60_000);

it("--help names every option, strategy and range", async () => {
  const { code, out } = await backtest("--help");
  expect(code).toBe(0);
  for (const words of ["--columns", "--sweep", "fast 2 to 100 (12)", "dca", "Examples:"])
    expect(out).toContain(words);
});

it("bad input is one sentence, status 2, and nothing on standard output", async () => {
  const whole = gzipSync(table);
  writeFileSync(path.join(folder, "cut.csv.gz"), whole.subarray(0, whole.length - 20));
  writeFileSync(path.join(folder, "bad.csv"), `${table}\n1659324000000,100,99,101,100,1\n`);
  writeFileSync(path.join(folder, "wave.csv"), table);
  writeFileSync(
    path.join(folder, "near.csv"),
    table.replace("volume", "volume,enterlong").replaceAll(/,1$/gm, ",1,0"),
  );
  const named = ["--strategy", "ema-cross"];
  for (const [args, reason] of [
    [[], /Name the candles/],
    [["--candles", "cut.csv.gz", ...named], /cut off/],
    [["--candles", "bad.csv", ...named], /row 41 .*high 99 below low 101/],
    [["--candles", "wave.csv", "--strategy", "magic"], /no strategy "magic"/],
    [["--candles", "wave.csv", ...named, "--fee", "lots"], /--fee: "lots" is no number/],
    [["--candles", "wave.csv", ...named, "--roi", "{"], /--roi/],
    [["--cases", "wave.csv"], /JSON/],
    [["--loud"], /--loud is no option/],
    [["--parms", "{}"], /Do you mean "params"\?/],
    [
      ["--candles", "wave.csv", ...named, "--sets", "5"],
      /--sets has no effect in this call: it belongs to a search/,
    ],
    [["--candles", "wave.csv", ...named, "--sweep", "{}", "--trades", "x.csv"], /--trades has no effect/],
    [
      ["--candles", "wave.csv", ...named, "--sweep", '{"fats":{"from":2,"to":4,"step":1}}'],
      /no parameter "fats".*mean "fast"/,
    ],
    [
      [
        "--candles",
        "wave.csv",
        ...named,
        "--params",
        '{"fast":3}',
        "--sweep",
        '{"fast":{"from":2,"to":4,"step":1}}',
      ],
      /"fast" is in --params and in --sweep/,
    ],
    [["--candles", "wave.csv", "--strategy", "ema-corss"], /Do you mean "ema-cross"/],
    [["--candles", "wave.csv", ...named, "--timeframe", "7m"], /--timeframe: "7m" is not one of/],
    [["--candles", "near.csv", "--strategy", "signals"], /Rename "enterlong" to enter_long/],
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
