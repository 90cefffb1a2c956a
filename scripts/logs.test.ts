import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

type Logs = {
  openLog: (file: string, limit: number) => { write: (text: string) => void; end: () => void };
  rotateHeld: (file: string, limit: number) => void;
};
const load = async () => (await import(path.join(import.meta.dirname, "lib/logs.mjs"))) as Logs;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "amarktai-logs-"));
  file = path.join(folder, "worker.log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a log never outgrows its limit twice, however long the program runs, and loses no line at the turn", async () => {
  const { openLog } = await load();
  const log = openLog(file, 10_000);
  for (let line = 0; line < 2_000; line++) log.write(`line ${String(line).padStart(5, "0")}\n`);
  log.end();
  await expect.poll(() => readFileSync(file, "utf8").endsWith("line 01999\n")).toBe(true);
  expect(statSync(file).size).toBeLessThanOrEqual(10_050);
  expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(10_050);
  const kept = `${readFileSync(`${file}.1`, "utf8")}${readFileSync(file, "utf8")}`.trim().split("\n");
  const numbers = kept.map((line) => Number(line.slice(5)));
  expect(numbers).toEqual(numbers.map((_one, index) => (numbers[0] ?? 0) + index));
});

test("a log that another program holds open is emptied in place", async () => {
  const { rotateHeld } = await load();
  writeFileSync(file, "x".repeat(500));
  rotateHeld(file, 1_000);
  expect(statSync(file).size).toBe(500);
  appendFileSync(file, "y".repeat(600));
  rotateHeld(file, 1_000);
  expect([statSync(file).size, statSync(`${file}.1`).size]).toEqual([0, 1_100]);
});
