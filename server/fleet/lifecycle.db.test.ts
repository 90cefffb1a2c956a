import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { pauseBot } from "@/server/bots/pause-bot";
import { showBot } from "@/server/bots/show-bot";
import { arrangeMarkets, arrangePerson, asOwner, toAsk } from "@/server/bots/testing/arrange-fleet";
import type { CommandContext } from "@/server/commands/command";
import { plusMs } from "@/server/kernel/clock";
import { sumOf } from "@/server/kernel/money";
import { findAvailable, listBalances } from "@/server/ledger/find-balances";
import { closeDb, db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { actOnBots, previewBulk } from "./act-on-bots";
import { cloneBot } from "./clone-bot";
import { RESTORED_WITHIN_MS } from "./core/decide-restore";
import { deleteBot, previewDeletion } from "./delete-bot";
import { restoreDeletedBot } from "./restore-bot";

let database: TestDatabase;
let owner: CommandContext;
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
});
afterAll(async () => {
  await database.drop();
  await closeDb();
});
beforeEach(async () => {
  owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000" });
});

const ask = (wallNow = owner.wallNow) => toAsk(owner, { wallNow });
const free = async () => (await findAvailable(owner.userId, "demo", "paper:binance", "USDT")).toFixed();
const create = (name: string, capital = "1000") =>
  createBot(createBotInput.parse({ name, exchange: "binance", symbol: "BTC/USDT", capital }), ask());
const remove = (bot: string) => deleteBot({ bot }, ask());
const restore = (bot: string, wallNow = owner.wallNow) => restoreDeletedBot({ bot }, ask(wallNow));
const codeOf = (result: Awaited<ReturnType<typeof remove>>) => (result.ok ? "ok" : result.refusal.code);

async function paused(name: string, capital?: string): Promise<string> {
  const made = await create(name, capital);
  if (!made.ok) throw new Error(made.refusal.message);
  await pauseBot({ bot: name }, ask());
  return made.value.botId;
}

it("what trades is not deleted: the sentence says what to do first", async () => {
  await create("Zeus");
  expect(await remove("Zeus")).toEqual({
    ok: false,
    refusal: { code: "not_now", message: "Zeus is running. Stop it first." },
  });
  expect(await previewDeletion({ bot: "Zeus" }, ask())).toMatchObject({ ok: false });
  expect(codeOf(await remove("Nobody"))).toBe("not_found");
});

it("deleted: its money is in the pool again, its name is free, its record stays; twice it is refused", async () => {
  const botId = await paused("Zeus");
  expect(await free()).toBe("4000");
  expect(await previewDeletion({ bot: "Zeus" }, ask())).toMatchObject({ ok: true });
  expect(await remove("Zeus")).toMatchObject({ ok: true, value: { stage: "archived", paidOut: "1000" } });
  expect(await free()).toBe("5000");
  expect(codeOf(await remove(botId))).toBe("not_now");
  expect(await showBot(owner.userId, botId)).toMatchObject({ ok: true, value: { initialCapital: "1000" } });
  expect((await create("Zeus")).ok).toBe(true);
});

it("restored within thirty days: paused, with its money; not later, nor without money, name or slot", async () => {
  const botId = await paused("Zeus");
  await remove("Zeus");
  const days = (share: number) => plusMs(owner.wallNow, RESTORED_WITHIN_MS * share);
  expect(codeOf(await restore("Zeus", days(1.01)))).toBe("not_now");
  await paused("Hera", "4500");
  expect(codeOf(await restore("Zeus"))).toBe("insufficient_funds");
  await remove("Hera");
  await paused("zeus", "100");
  expect(codeOf(await restore(botId))).toBe("conflict");
  await remove("zeus");
  expect(await restore(botId, days(0.99))).toMatchObject({
    ok: true,
    value: { name: "Zeus", stage: "paper_training", status: "paused", paidOut: "0" },
  });
  expect(await free()).toBe("4000");
  expect(codeOf(await restore(botId))).toBe("not_found");
});

it("what the bodyguard archived is not restored here, and nobody restores another's", async () => {
  const botId = await paused("Zeus");
  await asOwner(database.ownerUrl, (client) =>
    client.query(
      `UPDATE bot SET stage = 'archived', "statusBy" = 'system', "archivedWallAt" = now() WHERE id = $1`,
      [botId],
    ),
  );
  expect(codeOf(await restore("Zeus"))).toBe("not_now");
  const other = await arrangePerson(database.ownerUrl, { role: "owner" });
  expect(await restoreDeletedBot({ bot: botId }, toAsk(other))).toMatchObject({
    ok: false,
    refusal: { code: "not_found" },
  });
});

it("a clone trades as the other one does, with its own money, name and record", async () => {
  const made = await createBot(
    createBotInput.parse({
      name: "Zeus",
      exchange: "binance",
      symbol: "BTC/USDT",
      capital: "1000",
      params: { fast: 5, slow: 20 },
      riskMode: "safe",
      exits: { stop: { kind: "percent", ratio: "0.03" } },
    }),
    ask(),
  );
  const clone = await cloneBot({ bot: "Zeus", capital: "500" }, ask());
  expect(made.ok && clone.ok).toBe(true);
  if (!made.ok || !clone.ok) return;
  const { params, riskMode, exits, strategy, timeframe } = made.value;
  expect(clone.value).toMatchObject({ params, riskMode, exits, strategy, timeframe, initialCapital: "500" });
  expect(clone.value.name).not.toBe("Zeus");
  expect([clone.value.closedTrades, await free()]).toEqual([0, "3500"]);
  expect(codeOf(await cloneBot({ bot: "Zeus", name: "zeus" }, ask()))).toBe("conflict");
  expect(codeOf(await cloneBot({ bot: "Zeus", capital: "99999" }, ask()))).toBe("insufficient_funds");
});

it("one thing to several: each is judged by itself, and the answer says of each what became of it", async () => {
  await create("Zeus");
  await paused("Hera");
  await create("Ares");
  const card = await previewBulk({ act: "delete", bots: ["hera", "Zeus"] }, ask());
  expect(card).toMatchObject({
    ok: true,
    value: { title: "Delete 2 bots", changes: [{ label: "Hera", after: "deleted" }, { label: "Zeus" }] },
  });
  expect(await actOnBots({ act: "delete", bots: ["hera", "Zeus"] }, ask())).toMatchObject({
    ok: true,
    value: {
      bots: [
        { name: "Hera", done: true, words: "Hera deleted." },
        { name: "Zeus", done: false, words: "Zeus is running. Stop it first." },
      ],
    },
  });
  const all = await actOnBots({ act: "pause", where: { exchange: "binance", status: "running" } }, ask());
  expect(all.ok && all.value.bots.map(({ name, done }) => [name, done])).toEqual([
    ["Ares", true],
    ["Zeus", true],
  ]);
  expect(await actOnBots({ act: "pause", bots: ["Zeus", "Nobody"] }, ask())).toMatchObject({
    ok: false,
    refusal: { code: "not_found", message: "There is no bot called Nobody. Nothing was done." },
  });
  expect(await actOnBots({ act: "pause" }, ask())).toMatchObject({ ok: false, refusal: { code: "invalid" } });
});

it("however often they are deleted and restored, at once too, no money appears or goes", async () => {
  const names = ["Zeus", "Hera", "Ares"];
  for (const name of names) await paused(name);
  for (let round = 0; round < 6; round++) {
    await Promise.all(names.flatMap((name) => [remove(name), restore(name), remove(name)]));
    const rows = await listBalances({ userId: owner.userId, book: "demo" });
    const held = rows.filter(({ kind }) => kind === "available" || kind === "allocated");
    expect(sumOf(held.map(({ balance }) => balance)).toFixed()).toBe("5000");
    const away = await db.bot.findMany({ where: { userId: owner.userId, stage: "archived" } });
    const ids = new Set(away.map(({ id }) => id));
    expect(held.filter(({ botKey, balance }) => ids.has(botKey) && balance.gt(0))).toEqual([]);
  }
});
