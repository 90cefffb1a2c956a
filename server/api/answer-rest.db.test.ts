import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "@/server/auth/check-session";
import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { arrangeMarkets, arrangePerson, toAsk } from "@/server/bots/testing/arrange-fleet";
import { type WallMs, wallMs } from "@/server/kernel/clock";
import { closeDb, db } from "@/server/platform/db";
import { processWide } from "@/server/platform/process-wide";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { answerRest } from "./answer-rest";

const PROMOTE = "promotions.promote";
const STATUS = "promotions.check";

let database: TestDatabase;
let session: Session;
let botId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl, "live");
  const owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000", book: "paper" });
  session = { userId: owner.userId, role: "owner", sessionId: randomUUID() } as Session;
  processWide("auth.stepUpBySession", () => new Map<string, WallMs>()).set(
    session.sessionId,
    wallMs(Date.now()),
  );
  const input = createBotInput.parse({
    name: "Zeus",
    exchange: "binance",
    symbol: "BTC/USDT",
    capital: "1000",
  });
  const made = await createBot(input, toAsk(owner));
  botId = made.ok ? made.value.botId : "";
});
afterAll(async () => {
  await database.drop();
  await closeDb();
});

type Ask = {
  bot?: string;
  session?: Session | null;
  sameSite?: boolean;
  body?: string;
  key?: string;
  headers?: Record<string, string>;
};

async function ask(command: string, { bot = "Zeus", sameSite = true, body, key, ...by }: Ask = {}) {
  const length: Record<string, string> = body === undefined ? {} : { "content-length": String(body.length) };
  const headers = new Headers({ ...length, ...by.headers });
  if (key) headers.set("idempotency-key", key);
  const request = new Request("http://127.0.0.1/api", {
    method: command === STATUS ? "GET" : "POST",
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const now = new Date();
  const answer = await answerRest(request, { command, path: { bot } }, {
    session: by.session === undefined ? session : by.session,
    wallNow: now,
    readMarketNow: async () => now,
    ip: "127.0.0.1",
    sameSite,
  } as never);
  return { status: answer.status, body: (await answer.json()) as never };
}

describe("GET promotion-status", () => {
  it("says of each thing whether it is right, by name or id", async () => {
    const { status, body } = await ask(STATUS);
    expect(status).toBe(200);
    expect(body).toMatchObject({ botId, name: "Zeus", ready: false });
    expect((await ask(STATUS, { bot: botId })).body).toEqual(body);
  });

  it("401 signed out, 404 for no such bot, 400 for what no name is", async () => {
    expect(await ask(STATUS, { session: null })).toEqual({
      status: 401,
      body: { error: { code: "signed_out", message: "You are signed out. Sign in again." } },
    });
    expect(await ask(STATUS, { bot: "Nobody" })).toMatchObject({
      status: 404,
      body: { error: { code: "not_found" } },
    });
    expect((await ask(STATUS, { bot: "x".repeat(65) })).status).toBe(400);
  });
});

describe("any write", () => {
  it("200 with its answer, 202 with a card that could be carried out, 411 for a body of unknown length", async () => {
    expect(await ask("bots.pause")).toMatchObject({
      status: 200,
      body: { status: "done", answer: { name: "Zeus", status: "paused" } },
    });
    expect(await ask("bots.resume")).toMatchObject({ status: 202, body: { status: "approval" } });
    const chunked = await ask("bots.pause", { headers: { "transfer-encoding": "chunked" } });
    expect(chunked.status).toBe(411);
  });
});

describe("POST promote", () => {
  it("403 before the password was typed again", async () => {
    const elsewhere = { ...session, sessionId: randomUUID() };
    expect(await ask(PROMOTE, { session: elsewhere })).toMatchObject({
      status: 403,
      body: { error: { code: "step_up" } },
    });
  });

  it("409 with what is missing while it may not go, and nothing has changed", async () => {
    const { status, body } = await ask(PROMOTE);
    expect([status, body]).toMatchObject([409, { error: { message: expect.any(String) } }]);
    expect((await db.bot.findUniqueOrThrow({ where: { id: botId } })).stage).toBe("paper_training");
  });

  it("401, 403 from another site or for a viewer, 404, 400, 413", async () => {
    expect((await ask(PROMOTE, { session: null })).status).toBe(401);
    expect((await ask(PROMOTE, { sameSite: false })).status).toBe(403);
    expect((await ask(PROMOTE, { session: { ...session, role: "viewer" } as Session })).status).toBe(403);
    expect((await ask(PROMOTE, { bot: "Nobody" })).status).toBe(404);
    expect((await ask(PROMOTE, { body: "[1]" })).status).toBe(400);
    expect((await ask(PROMOTE, { body: '{"capital":"many"}' })).status).toBe(400);
    expect((await ask(PROMOTE, { body: `{"capital":"${"1".repeat(70_000)}"}` })).status).toBe(413);
    expect((await ask(PROMOTE, { key: "again" })).status).toBe(400);
  });

  it("under one key the same answer, and another body is a conflict", async () => {
    const key = randomUUID();
    const first = await ask(PROMOTE, { key });
    expect(await ask(PROMOTE, { key })).toEqual(first);
    expect((await ask(PROMOTE, { key, body: '{"capital":"500"}' })).status).toBe(409);
  });
});
