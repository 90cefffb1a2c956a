import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";

const CLI = path.join(import.meta.dirname, "cli.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "amarktai-cut-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 200_000;
const SLOW = `export default {
  id: "slow", title: "Slow", guidance: "Takes its time, for a test.", params: {},
  warmup: () => 3, memory: () => 3,
  decide: ({ close, openAt }, params, holding) => {
    if (openAt[0] === 1659312000000) process.stderr.write("begun\\n");
    const until = performance.now() + 0.2;
    while (performance.now() < until);
    const rises = close[2] > close[0];
    if (holding) return { direction: rises ? "hold" : "sell", reason: "turn", words: "It turned" };
    return { direction: rises ? "buy" : "hold", reason: "turn", words: "It turned" };
  },
};`;

it("Ctrl-C keeps what a plain run has done, says so, and ends with 130", async () => {
  mkdirSync(path.join(folder, "strategies"));
  writeFileSync(path.join(folder, "strategies", "slow.mjs"), SLOW);
  const rows = Array.from({ length: ROWS }, (_, step) => {
    const price = (100 + 5 * Math.sin(step / 9)).toFixed(2);
    return `${1_659_312_000_000 + step * 300_000},${price},${price},${price},${price},1`;
  });
  writeFileSync(
    path.join(folder, "wave.csv"),
    ["timestamp_ms,open,high,low,close,volume", ...rows].join("\n"),
  );
  const env = { ...process.env, AMARKTAI_HOME: folder };
  const args = ["backtest", "--candles", "wave.csv", "--strategy", "slow", "--json"];
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env, detached: true });
  let [out, said] = ["", ""];
  child.stdout.on("data", (data) => {
    out += data;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const begun = new Promise<void>((resolve) => {
    child.stderr.on("data", (data) => {
      said += data;
      if (said.includes("begun")) resolve();
    });
  });
  await Promise.race([begun, ended]);
  process.kill(-(child.pid as number), "SIGINT");
  expect(await ended, said).toBe(130);
  const { candles, cutOf, trades, equity } = JSON.parse(out);
  expect({ cutOf }).toEqual({ cutOf: ROWS });
  expect(candles).toBeLessThan(ROWS);
  expect(trades.length).toBeGreaterThan(5);
  expect(equity.length).toBeGreaterThan(0);
  expect(said).toContain(`Cut off by Ctrl-C: ${candles} of ${ROWS} candles were replayed`);
}, 120_000);
