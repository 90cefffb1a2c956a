import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const CLI = path.join(ROOT, "scripts/cli.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "amarktai-search-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { ...process.env };
delete env.DATABASE_URL;

type Answer = { readonly code: number; readonly out: string; readonly said: string };

function backtest(...args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const call = [CLI, "backtest", ...args];
    execFile(process.execPath, call, { cwd: folder, env, maxBuffer: 2 ** 27 }, (error, out, said) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
}

const row = (step: number) => {
  const price = 100 + 9 * Math.sin(step / 17) + 5 * Math.sin(step / 5.3) + ((step * 7_919) % 101) / 100;
  return `${1_659_312_000_000 + step * 300_000},${price.toFixed(2)},${(price + 1).toFixed(2)},${(price - 1).toFixed(2)},${(price + 0.4).toFixed(2)},1`;
};
const HEAD = "timestamp_ms,open,high,low,close,volume";

beforeAll(() => {
  writeFileSync(
    path.join(folder, "long.csv"),
    [HEAD, ...Array.from({ length: 1_500 }, (_, step) => row(step))].join("\n"),
  );
  // a gap, which is told before the search begins
  const wide = Array.from({ length: 12_000 }, (_, step) => row(step)).filter((_, step) => step !== 700);
  writeFileSync(path.join(folder, "wide.csv"), [HEAD, ...wide].join("\n"));
});

const SWEEP = '{"fast":{"from":2,"to":9,"step":1},"slow":{"from":6,"to":24,"step":2}}';
const asked = ["--candles", "long.csv", "--strategy", "ema-cross", "--sweep", SWEEP, "--min-trades", "3"];

it("conditions are counted, a formula ranks, and the sets that none beats are marked", async () => {
  const objectives = ["--objective", "sharpe * sqrt(trades)", "--objective", "-maxDrawdown"];
  const where = ["--where", "slow >= 2 * fast", "--where", "fast != 5"];
  const { code, out, said } = await backtest(...asked, ...where, ...objectives, "--json");
  expect({ code, said }).toEqual({ code: 0, said: "" });
  const { sweep, metrics, repeat } = JSON.parse(out);
  const pairs = Array.from({ length: 80 }, (_, at) => ({
    fast: 2 + Math.floor(at / 10),
    slow: 6 + 2 * (at % 10),
  }));
  const taken = pairs.filter(({ fast, slow }) => fast < slow);
  const broken = (rule: (one: (typeof pairs)[number]) => boolean) => taken.filter((one) => !rule(one)).length;
  expect(sweep.where).toEqual([
    { rule: "slow >= 2 * fast", leftOut: broken(({ fast, slow }) => slow >= 2 * fast) },
    { rule: "fast != 5", leftOut: broken(({ fast }) => fast !== 5) },
  ]);
  const left = taken.filter(({ fast, slow }) => slow >= 2 * fast && fast !== 5).length;
  expect(sweep).toMatchObject({ sets: left, accepted: left, objective: "sharpe * sqrt(trades)" });
  expect(sweep.words).toContain('"fast != 5" leaves out');
  type Row = {
    params: { fast: number; slow: number };
    objectives: string[];
    sharpe: string;
    trades: number;
  } & {
    maxDrawdown: string;
    pareto: boolean;
    deflatedSharpe: string;
  };
  const rows: Row[] = sweep.rows;
  expect(rows).toHaveLength(left);
  for (const { params, objectives: worths, sharpe, trades, maxDrawdown } of rows) {
    expect(params.slow >= 2 * params.fast && params.fast !== 5).toBe(true);
    expect(Number(worths[0])).toBeCloseTo(Number(sharpe) * Math.sqrt(trades), 9);
    expect(Number(worths[1])).toBeCloseTo(-Number(maxDrawdown), 12);
  }
  const beaten = (one: Row) =>
    rows.some(
      ({ objectives: worths }) =>
        worths.every((worth, at) => Number(worth) >= Number(one.objectives[at])) &&
        worths.some((worth, at) => Number(worth) > Number(one.objectives[at])),
    );
  for (const one of rows) expect(one.pareto).toBe(!beaten(one));
  expect(sweep.pareto.sets).toBe(rows.filter(({ pareto }) => pareto).length);
  expect(sweep.objectives.map(({ best }: { best: Row }) => best.pareto)).toEqual([true, true]);
  // the Sharpe of the best set is deflated by all that were tried, in the table as in the metrics
  expect(Number(rows[0]?.deflatedSharpe)).toBeCloseTo(metrics.daily.deflatedSharpe, 9);
  expect(metrics.daily.deflatedSharpe).toBeLessThan(metrics.daily.probabilisticSharpe);
  expect(repeat).not.toContain("--where");
  const shown = await backtest(...asked, ...where, ...objectives);
  expect(shown.code).toBe(0);
  expect(shown.out).toMatch(/^ *\*?1 +\d/m);
  expect(shown.out).toContain("are beaten by no other one by all of sharpe * sqrt(trades), -maxDrawdown");
  expect(shown.out).toMatch(/fast \\ slow|slow \\ fast/);
}, 60_000);

it("what a search cannot take is refused by its name, in one sentence", async () => {
  for (const [args, reason] of [
    [["--where", "fsat < slow"], /--where: .*no "fsat".*Do you mean "fast"/],
    [["--where", "fast + slow"], /is no condition/],
    [["--where", "trend > 0"], /has no effect: none of its parameters varies/],
    [["--where", "fast > 90"], /No set is left to try: "fast > 90" leaves out \d+ of \d+/],
    [["--where", "fast < slow; 1"], /";" at place 12/],
    [["--objective", "shrape"], /no "shrape".*Do you mean "sharpe"/],
    [["--objective", "sharpe", "--objective", "sharpe"], /named twice/],
    [["--objective", "1 + 1"], /names no figure/],
    [["--fee", "0", "--fee", "0.1"], /--fee is said 2 times/],
    [["--walk-forward", "{}", "--objective", "sharpe", "--objective", "sqn"], /fits by one objective/],
    [["--candles", "wide.csv"], /A search takes one file/],
    [["--resume", "long.csv"], /long\.csv holds no search that was cut off, or is damaged/],
    [["--risk-mode", "saef"], /"saef" is not one of safe, .*Do you mean "safe"/],
    [["--risk-mode", "safe", "--stake", "5"], /leave all but one of them out/],
  ] as const) {
    const { code, out, said } = await backtest(...asked, ...args);
    expect({ args, code, out }).toEqual({ args, code: 2, out: "" });
    expect(said).toMatch(reason);
    expect(said.trim().split("\n")).toHaveLength(1);
  }
  const plain = ["--candles", "long.csv", "--strategy", "ema-cross"];
  for (const option of [
    ["--where", "fast < slow"],
    ["--resume", "x"],
    ["--objective", "sqn"],
  ] as const) {
    const { code, said } = await backtest(...plain, ...option);
    expect({ option, code }).toEqual({ option, code: 2 });
    expect(said).toContain(`${option[0]} has no effect in this call`);
  }
}, 120_000);

it("Ctrl-C keeps what was tried: it is printed, the status is 130, and the same call goes on from there", async () => {
  const sweep = '{"fast":{"from":2,"to":41,"step":1},"slow":{"from":50,"to":99,"step":1}}';
  const args = [
    "--candles",
    "wide.csv",
    "--strategy",
    "ema-cross",
    "--sweep",
    sweep,
    "--min-trades",
    "1",
    "--json",
  ];
  const child = spawn(process.execPath, [CLI, "backtest", ...args], { cwd: folder, env, detached: true });
  let [out, said] = ["", ""];
  child.stdout.on("data", (data) => {
    out += data;
  });
  const begun = new Promise<void>((resolve) => {
    child.stderr.on("data", (data) => {
      said += data;
      if (said.includes("wide.csv")) resolve();
    });
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  await Promise.race([begun, ended]);
  await sleep(400);
  process.kill(-(child.pid as number), "SIGINT");
  expect(await ended).toBe(130);
  const first = JSON.parse(out).sweep;
  expect(first).toMatchObject({ cut: true, accepted: 2_000 });
  expect(first.sets).toBeGreaterThan(0);
  expect(first.sets).toBeLessThan(2_000);
  expect(said).toContain(`Cut off by Ctrl-C: ${first.sets} of 2000 sets`);
  const [kept] = readdirSync(folder).filter((name) => name.endsWith(".search.json"));
  expect(said).toContain(kept);
  const file = path.join(folder, kept as string);

  const content = readFileSync(file, "utf8");
  const named = ["--resume", "mine.json"];
  writeFileSync(path.join(folder, "mine.json"), content);
  const other = await backtest(...args, ...named, "--fee", "0.002");
  expect({ code: other.code, out: other.out }).toEqual({ code: 2, out: "" });
  expect(other.said).toMatch(/mine\.json is of another search/);

  const again = await backtest(...args);
  expect(again.code).toBe(0);
  expect(again.said).toContain(`${first.sets} sets were known from the call that was cut off`);
  expect(existsSync(file)).toBe(false);
  const whole = JSON.parse(again.out);
  expect(whole.resumed).toBe(first.sets);
  expect(whole.sweep).toMatchObject({ sets: 2_000 });
  expect(whole.sweep.cut).toBeUndefined();

  // a file that was damaged is not believed, and said to be so; the figures are those of a search in one go
  writeFileSync(file, content.slice(0, content.length / 2));
  const anew = await backtest(...args);
  expect(anew.said).toContain("The search begins anew");
  expect(JSON.parse(anew.out).sweep).toEqual(whole.sweep);
}, 120_000);
