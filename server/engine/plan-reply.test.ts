import { describe, expect, it } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { planReply, type Reply, type ReplyFacts } from "./plan-reply";

const facts: ReplyFacts = {
  attempt: 0,
  attemptsMax: 3,
  marketNow: marketMs(1_000_000),
  wallNow: wallMs(5_000),
};
const reply = (status: number, body: unknown, more: Partial<Reply> = {}): Reply => ({
  status,
  body,
  noRetry: false,
  retryAfter: null,
  ...more,
});
const op = (name: string, more: object = {}) => ({ op: name, id: `id-${name}`, displayName: name, ...more });

describe("what ends a run", () => {
  it("completes on 200 and on RunComplete, with what was finished before it", () => {
    expect(planReply(reply(200, { a: 1 }), facts).next).toEqual({ kind: "complete", outputJson: '{"a":1}' });
    const plan = planReply(
      reply(206, [op("StepRun", { data: 1 }), op("RunComplete", { data: null })]),
      facts,
    );
    expect(plan.memos).toHaveLength(1);
    expect(plan.next).toEqual({ kind: "complete", outputJson: "null" });
  });
  it("fails when a retry is forbidden or the last try was this one", () => {
    expect(planReply(reply(400, { message: "no" }, { noRetry: true }), facts).next).toMatchObject({
      kind: "fail",
    });
    expect(planReply(reply(500, { message: "no" }), { ...facts, attempt: 2 }).next).toMatchObject({
      kind: "fail",
    });
  });
  it.each(["WaitForEvent", "WaitForSignal", "AIGateway", "Gateway", "DeferAdd", "Invented"])(
    "fails on %s",
    (name) => {
      expect(planReply(reply(206, [op(name)]), facts).next).toMatchObject({
        kind: "fail",
        error: { name: "NotSupported" },
      });
    },
  );
  it("fails on steps in parallel and on an output above 4 MB", () => {
    expect(planReply(reply(206, [op("StepPlanned"), op("Sleep", { name: "1s" })]), facts).next).toMatchObject(
      { kind: "fail" },
    );
    const large = "x".repeat(4 * 1024 * 1024 + 1);
    expect(planReply(reply(200, large), facts).next).toMatchObject({ error: { name: "OutputTooLarge" } });
    expect(planReply(reply(206, [op("StepRun", { data: large })]), facts)).toMatchObject({
      memos: [],
      next: { kind: "fail" },
    });
  });
});

describe("what goes on", () => {
  it("sleeps for a duration or until an instant of the market clock", () => {
    expect(planReply(reply(206, [op("Sleep", { name: "1h30m10s" })]), facts).next).toEqual({
      kind: "sleep",
      until: 1_000_000 + 5_410_000,
    });
    const until = planReply(reply(206, [op("Sleep", { name: "2026-01-01T00:00:00.000Z" })]), facts).next;
    expect(until).toEqual({ kind: "sleep", until: Date.parse("2026-01-01T00:00:00Z") });
  });
  it("waits as long as was asked, else longer with each try", () => {
    const failed = [op("StepError", { error: { name: "E", message: "m" } })];
    const delay = (more: Partial<Reply>, attempt = 0) =>
      planReply(reply(206, failed, more), { ...facts, attempt, attemptsMax: 9 }).next;
    expect(delay({})).toMatchObject({ kind: "retry", delayMs: 1_000, step: { name: "StepError" } });
    expect(delay({}, 1)).toMatchObject({ delayMs: 5_000 });
    expect(delay({ retryAfter: "7" })).toMatchObject({ delayMs: 7_000 });
    expect(delay({ retryAfter: new Date(9_000).toISOString() })).toMatchObject({ delayMs: 4_000 });
  });
  it("hands a step that failed for good to the function", () => {
    const plan = planReply(
      reply(206, [op("StepFailed", { error: { name: "E", message: "m" } })], { noRetry: true }),
      facts,
    );
    expect(plan.next).toEqual({ kind: "again" });
    expect(JSON.parse(plan.memos[0]?.json ?? "")).toEqual({
      type: "error",
      error: { name: "E", message: "m" },
    });
  });
});
