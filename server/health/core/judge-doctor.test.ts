import { expect, it } from "vitest";
import { plusMs, wallMs } from "@/server/kernel/clock";
import { judgeClock, judgeEngineKind, judgeNode } from "./judge-doctor";

const wallNow = wallMs(new Date("2026-11-22T12:00:00Z"));
const beat = (name: string, agoMs: number, detail = {}) => ({
  name,
  wallAt: plusMs(wallNow, -agoMs),
  detail,
});
const alive = [beat("worker", 1_000), beat("engine", 1_000)];

it("tells which engine runs the jobs", () => {
  const embedded = { wallNow, beats: alive, server: null };
  expect(judgeEngineKind(embedded)).toMatchObject({
    ok: true,
    detail: expect.stringContaining("embedded engine runs the jobs, seen"),
  });
  expect(judgeEngineKind({ ...embedded, beats: [] })).toMatchObject({
    ok: true,
    detail: expect.stringContaining("the app is not running now"),
  });
  const url = "http://127.0.0.1:8288";
  expect(judgeEngineKind({ ...embedded, server: { url, answers: true } })).toMatchObject({
    ok: true,
    detail: `The Inngest server at ${url} runs the jobs.`,
  });
  expect(judgeEngineKind({ ...embedded, server: { url, answers: false } }).ok).toBe(false);
});

it("finds an engine that fell silent under a living worker, and repeats what the watchdog says", () => {
  const silent = [beat("worker", 1_000), beat("engine", 40_000)];
  expect(judgeEngineKind({ wallNow, beats: silent, server: null }).ok).toBe(false);
  const late = [...alive, beat("watchdog", 1_000, { words: "It is late." })];
  expect(judgeEngineKind({ wallNow, beats: late, server: null })).toMatchObject({
    ok: false,
    detail: "It is late.",
  });
});

it("sees a clock that was put back or never set", () => {
  expect(judgeClock({ wallNow, beats: alive }).ok).toBe(true);
  expect(judgeClock({ wallNow, beats: [beat("worker", -3_600_000)] })).toMatchObject({
    ok: false,
    detail: expect.stringContaining("1 h 0 min before"),
  });
  expect(judgeClock({ wallNow: wallMs(0), beats: [] }).ok).toBe(false);
});

it("wants Node 24", () => {
  expect(judgeNode("v24.1.0").ok).toBe(true);
  expect(judgeNode("v20.19.0").ok).toBe(false);
});
