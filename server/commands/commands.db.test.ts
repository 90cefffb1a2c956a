import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listBots } from "@/server/bots/list-bots";
import { pauseBot } from "@/server/bots/pause-bot";
import { arrangeMarkets, arrangePerson, asOwner, toAsk } from "@/server/bots/testing/arrange-fleet";
import { plusMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { approveCommand } from "./approve-command";
import { createBotCommand } from "./catalog/bots/create-bot";
import { pauseBotCommand } from "./catalog/bots/pause-bot";
import { resumeBotCommand } from "./catalog/bots/resume-bot";
import { showBotCommand } from "./catalog/bots/show-bot";
import type { AnyCommand, CommandAnswer, CommandContext } from "./command";
import { denyApproval } from "./deny-approval";
import { endLeftRuns } from "./end-left-runs";
import { listApprovals } from "./list-approvals";
import { runCommand } from "./run-command";

let database: TestDatabase;
let owner: CommandContext;

beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
});
afterAll(() => database.drop());
beforeEach(async () => {
  owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000" });
});

const zeus = { exchange: "binance", symbol: "BTC/USDT", capital: "100", name: "Zeus" };
const audited = (runId: string) =>
  db.auditEntry.findMany({ where: { userId: owner.userId, runId }, orderBy: { seq: "asc" } });
const actions = async (runId: string) => (await audited(runId)).map(({ action }) => action);

async function pausedZeus(): Promise<void> {
  expect((await runCommand(createBotCommand, zeus, toAsk(owner))).ok).toBe(true);
  expect((await runCommand(pauseBotCommand, { bot: "Zeus" }, toAsk(owner))).ok).toBe(true);
}

async function askResume(ctx = toAsk(owner)): Promise<Extract<CommandAnswer, { status: "approval" }>> {
  const asked = await runCommand(resumeBotCommand, { bot: "Zeus" }, ctx);
  if (!asked.ok || asked.value.status !== "approval")
    throw new Error(`expected a card: ${JSON.stringify(asked)}`);
  return asked.value;
}

// Guards FAULTS 28: a retry never acts twice, whatever happened to the first try.
describe("the run ledger", () => {
  it("gives a retry the stored answer and acts once, also when both come together", async () => {
    const ctx = toAsk(owner);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => runCommand(createBotCommand, zeus, ctx)),
    );
    const again = await runCommand(
      createBotCommand,
      { ...zeus },
      { ...ctx, wallNow: plusMs(ctx.wallNow, 5_000) },
    );
    for (const answer of answers) expect(answer).toEqual(again);
    expect(again).toMatchObject({ ok: true, value: { status: "done", answer: { name: "Zeus" } } });
    expect(await listBots(owner.userId)).toHaveLength(1);
    expect(await actions(ctx.runId)).toEqual(["command.asked", "bot.created", "command.done"]);
  });

  it("ends a run that its process left behind, and a repeat of the request still carries it out", async () => {
    const ctx = toAsk(owner);
    const claim = { userId: owner.userId, runId: ctx.runId, command: "bots.create" };
    const put = (minutesAgo: number) => {
      const startedAt = new Date(ctx.wallNow - minutesAgo * 60_000);
      const row = { ...claim, argsHash: "x", args: {}, channel: "ui", status: "running", startedAt };
      return asOwner(database.ownerUrl, (client) =>
        client.query(
          `INSERT INTO command_run SELECT * FROM json_populate_record(NULL::command_run, $1)
           ON CONFLICT ("userId", "runId") DO UPDATE SET "startedAt" = EXCLUDED."startedAt"`,
          [JSON.stringify(row)],
        ),
      );
    };
    const clocks = { market: () => ctx.marketNow, wall: () => ctx.wallNow };
    const status = async () => (await db.commandRun.findFirstOrThrow({ where: { runId: ctx.runId } })).status;
    await put(9);
    await endLeftRuns(clocks);
    expect(await status()).toBe("running");
    await put(11);
    await endLeftRuns(clocks);
    expect(await status()).toBe("failed");
    const [entry] = await db.auditEntry.findMany({
      where: { userId: owner.userId, action: "command.failed" },
    });
    expect(entry?.reason).toMatch(/process ended before it was carried out/);
  });

  it("refuses the same run id with another body, and with another command", async () => {
    const ctx = toAsk(owner);
    await runCommand(createBotCommand, zeus, ctx);
    for (const other of [
      runCommand(createBotCommand, { ...zeus, capital: "101" }, ctx),
      runCommand(pauseBotCommand, zeus, ctx),
    ]) {
      expect(await other).toMatchObject({ ok: false, refusal: { code: "conflict" } });
    }
    expect(await listBots(owner.userId)).toMatchObject([{ initialCapital: "100", status: "running" }]);
  });

  it("keeps the run ids of two users apart", async () => {
    const other = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "500" });
    const runId = randomUUID();
    expect((await runCommand(createBotCommand, zeus, toAsk(owner, { runId }))).ok).toBe(true);
    expect((await runCommand(createBotCommand, zeus, toAsk(other, { runId }))).ok).toBe(true);
  });

  it.each([
    ["a bad symbol", { ...zeus, symbol: "BTC-USDT" }, /BASE\/QUOTE/],
    ["a negative capital", { ...zeus, capital: "-100" }, /more than zero/],
    ["markup in the name", { ...zeus, name: "<img src=x>" }, /starts with a letter/],
    ["half a character", { ...zeus, name: "Ze\ud800us" }, /cannot be read/],
    ["a number that JSON cannot carry", { ...zeus, capital: Number.NaN }, /cannot be read/],
    ["far too much", { ...zeus, name: "Z".repeat(40_000) }, /less than 32 KB/],
  ])("refuses %s with a sentence, audits it, and changes nothing", async (_what, input, words) => {
    const ctx = toAsk(owner);
    const refused = await runCommand(createBotCommand, input, ctx);
    expect(refused).toMatchObject({
      ok: false,
      refusal: { code: "invalid", message: expect.stringMatching(words) },
    });
    expect((await actions(ctx.runId)).at(-1)).toBe("command.refused");
    expect(await listBots(owner.userId)).toEqual([]);
    expect(await runCommand(createBotCommand, input, ctx)).toEqual(refused);
  });

  it("refuses a viewer, audited, before anything is read or written", async () => {
    const viewer = await arrangePerson(database.ownerUrl, { role: "viewer" });
    const ctx = toAsk(viewer);
    const refused = await runCommand(createBotCommand, zeus, ctx);
    expect(refused).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    const entries = await db.auditEntry.findMany({ where: { runId: ctx.runId }, orderBy: { seq: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual(["command.asked", "command.refused"]);
  });

  it("audits a read of somebody else's bot", async () => {
    await runCommand(createBotCommand, zeus, toAsk(owner));
    const other = await arrangePerson(database.ownerUrl, { role: "owner" });
    const ctx = toAsk(other);
    expect(await runCommand(showBotCommand, { bot: "Zeus" }, ctx)).toMatchObject({
      refusal: { code: "not_found" },
    });
    expect(await db.auditEntry.count({ where: { runId: ctx.runId, action: "command.refused" } })).toBe(1);
  });

  it("takes over a run whose process died before it acted, and does the work", async () => {
    const ctx = toAsk(owner);
    const crash: AnyCommand = { ...createBotCommand, run: () => new Promise(() => undefined) };
    void runCommand(crash, zeus, ctx);
    await expect.poll(() => actions(ctx.runId)).toEqual(["command.asked"]);
    const later = { ...ctx, wallNow: plusMs(ctx.wallNow, 120_000) };
    expect(await runCommand(createBotCommand, zeus, later)).toMatchObject({
      ok: true,
      value: { status: "done" },
    });
    expect(await listBots(owner.userId)).toHaveLength(1);
  });

  it("recalls the answer of a run whose process died after it acted, and does not act again", async () => {
    const ctx = toAsk(owner);
    const crash: AnyCommand = {
      ...createBotCommand,
      run: async (input, inner) => {
        await createBotCommand.run(input, inner);
        return new Promise(() => undefined);
      },
    };
    void runCommand(crash, { ...zeus, name: undefined }, ctx);
    await expect.poll(() => actions(ctx.runId)).toEqual(["command.asked", "bot.created"]);
    const later = { ...ctx, wallNow: plusMs(ctx.wallNow, 120_000) };
    const recalled = await runCommand(createBotCommand, { ...zeus, name: undefined }, later);
    expect(recalled).toMatchObject({ ok: true, value: { status: "done", answer: { name: "Zeus" } } });
    expect(await listBots(owner.userId)).toHaveLength(1);
  });

  it("leaves a run that broke as failed, and tries it anew under the same id", async () => {
    const ctx = toAsk(owner);
    const breaks: AnyCommand = {
      ...createBotCommand,
      run: () => Promise.reject(new Error("the disk is full")),
    };
    await expect(runCommand(breaks, zeus, ctx)).rejects.toThrow("the disk is full");
    expect(await db.commandRun.findFirst({ where: { runId: ctx.runId } })).toMatchObject({
      status: "failed",
    });
    expect((await runCommand(createBotCommand, zeus, ctx)).ok).toBe(true);
    expect(await actions(ctx.runId)).toEqual([
      "command.asked",
      "command.failed",
      "command.retried",
      "bot.created",
      "command.done",
    ]);
  });

  it("asks the owner before any write that a model wants", async () => {
    const ctx: CommandContext = { ...toAsk(owner), actor: { kind: "assistant", id: "model" } };
    expect(await runCommand(createBotCommand, zeus, ctx)).toMatchObject({
      ok: true,
      value: { status: "approval" },
    });
    expect(await listBots(owner.userId)).toEqual([]);
  });
});

// Guards the owner's click: bound to person, input and state, good once and for 120 s.
describe("approvals", () => {
  it("shows a card first and acts on the click, once, even when it is clicked many times", async () => {
    await pausedZeus();
    const ctx = toAsk(owner);
    const card = await askResume(ctx);
    expect(card.preview).toMatchObject({
      title: "Resume Zeus",
      changes: [{ now: "paused", after: "running" }, {}],
    });
    expect(await askResume(ctx)).toEqual(card);
    expect(await listBots(owner.userId)).toMatchObject([{ status: "paused" }]);
    expect(await listApprovals(owner.userId, owner.wallNow)).toMatchObject([{ approvalId: card.approvalId }]);
    const { approvalId } = card;
    const clicks = await Promise.all(
      Array.from({ length: 5 }, () => approveCommand({ approvalId }, toAsk(owner))),
    );
    const late = await approveCommand({ approvalId }, toAsk(owner));
    for (const click of clicks) expect(click).toEqual(late);
    expect(late).toMatchObject({ ok: true, value: { status: "done", answer: { status: "running" } } });
    expect(await db.auditEntry.count({ where: { userId: owner.userId, action: "bot.resumed" } })).toBe(1);
    expect(await listApprovals(owner.userId, owner.wallNow)).toEqual([]);
  });

  it("is void after 120 s", async () => {
    await pausedZeus();
    const ctx = toAsk(owner);
    const { approvalId, expiresAt } = await askResume(ctx);
    expect(Date.parse(expiresAt) - ctx.wallNow).toBe(120_000);
    const late = toAsk(owner, { wallNow: plusMs(ctx.wallNow, 120_000) });
    for (let click = 0; click < 2; click++) {
      const refused = await approveCommand({ approvalId }, late);
      expect(refused).toMatchObject({ ok: false, refusal: { code: "approval_void", message: /expired/ } });
    }
    expect(await listBots(owner.userId)).toMatchObject([{ status: "paused" }]);
  });

  it("is void when the state it showed has moved", async () => {
    await pausedZeus();
    const { approvalId } = await askResume();
    await asOwner(database.ownerUrl, (client) =>
      client.query(`UPDATE bot SET "revision" = "revision" + 1 WHERE "userId" = $1`, [owner.userId]),
    );
    const refused = await approveCommand({ approvalId }, toAsk(owner));
    expect(refused).toMatchObject({ ok: false, refusal: { code: "approval_void" } });
    expect(await db.approval.findFirst({ where: { id: approvalId } })).toMatchObject({ status: "void" });
    expect(await listBots(owner.userId)).toMatchObject([{ status: "paused" }]);
  });

  it("is void when its stored arguments were changed", async () => {
    await pausedZeus();
    await runCommand(createBotCommand, { ...zeus, name: "Hera" }, toAsk(owner));
    await pauseBot({ bot: "Hera" }, toAsk(owner));
    const { approvalId } = await askResume();
    await asOwner(database.ownerUrl, (client) =>
      client.query(`UPDATE approval SET "args" = '{"bot":"Hera"}' WHERE "id" = $1`, [approvalId]),
    );
    expect(await approveCommand({ approvalId }, toAsk(owner))).toMatchObject({
      refusal: { code: "approval_void" },
    });
    expect((await listBots(owner.userId)).map(({ status }) => status)).toEqual(["paused", "paused"]);
  });

  it("cannot be given by another user, a viewer or a model", async () => {
    await pausedZeus();
    const { approvalId } = await askResume();
    const other = await arrangePerson(database.ownerUrl, { role: "owner" });
    expect(await approveCommand({ approvalId }, toAsk(other))).toMatchObject({
      refusal: { code: "not_found" },
    });
    expect(await denyApproval({ approvalId }, toAsk(other))).toMatchObject({
      refusal: { code: "not_found" },
    });
    const model: CommandContext = { ...toAsk(owner), actor: { kind: "assistant", id: "model" } };
    expect(await approveCommand({ approvalId }, model)).toMatchObject({ refusal: { code: "forbidden" } });
    const viewer = { ...toAsk(owner), role: "viewer" } as const;
    expect(await approveCommand({ approvalId }, viewer)).toMatchObject({ refusal: { code: "forbidden" } });
    expect(await listBots(owner.userId)).toMatchObject([{ status: "paused" }]);
    expect((await approveCommand({ approvalId }, toAsk(owner))).ok).toBe(true);
  });

  it("stays undone when it was denied, and cannot be denied after it was done", async () => {
    await pausedZeus();
    const first = await askResume();
    expect((await denyApproval(first, toAsk(owner))).ok).toBe(true);
    expect(await approveCommand(first, toAsk(owner))).toMatchObject({ refusal: { code: "approval_void" } });
    const second = await askResume();
    expect((await approveCommand(second, toAsk(owner))).ok).toBe(true);
    expect(await denyApproval(second, toAsk(owner))).toMatchObject({ refusal: { code: "approval_void" } });
    expect(await listBots(owner.userId)).toMatchObject([{ status: "running" }]);
  });

  it("refuses the card itself when there is nothing to approve", async () => {
    await runCommand(createBotCommand, zeus, toAsk(owner));
    expect(await runCommand(resumeBotCommand, { bot: "Zeus" }, toAsk(owner))).toMatchObject({
      ok: false,
      refusal: { code: "conflict", message: "Zeus is running already." },
    });
    expect(await db.approval.count({ where: { userId: owner.userId } })).toBe(0);
  });
});
