import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Session } from "@/server/auth/check-session";
import { hashPassword } from "@/server/auth/password";
import { arrangeMarkets, arrangePerson, asOwner, MARKET_NOW } from "@/server/bots/testing/arrange-fleet";
import { createKeyTester, testOldKeys } from "@/server/connections/test-keys";
import {
  type BinanceDoor,
  binanceDialler,
  openBinanceDoor,
  SPOT_RIGHTS,
} from "@/server/connections/testing/binance-door";
import { type Clocks, marketMs, plusMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openCredentials } from "@/server/vault/open/open-credentials";
import { rewrapKeys } from "@/server/vault/open/rewrap-keys";
import { useMaster } from "@/server/vault/testing/make-master";
import type { RequestContext } from "./request-context";
import { createCaller } from "./root";

const PASSWORD = "correct horse battery";
const CANARY = "canary9f2e";
const KEY = { apiKey: `${CANARY}-key-0001`, secret: `${CANARY}-secret-0001` };
const OTHER = { apiKey: `${CANARY}-key-0002`, secret: `${CANARY}-secret-0002` };
const AT = { exchange: "binance", site: "simulator" } as const;

let database: TestDatabase;
let master: Awaited<ReturnType<typeof useMaster>>;
let door: BinanceDoor;
let session: Session;
let now: WallMs;
const heard: string[] = [];
const dialler = binanceDialler();
const clocks: Clocks = { market: () => marketMs(MARKET_NOW), wall: () => now };

beforeAll(async () => {
  master = await useMaster();
  door = await openBinanceDoor();
  vi.stubEnv("AMARKTAI_SIMULATORS", `binance=${door.origin}`);
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
});
afterAll(async () => {
  await database?.drop();
  await door?.close();
  rmSync(master.home, { recursive: true, force: true });
});
beforeEach(async () => {
  now = wallMs(Date.now());
  session = await person("owner");
  Object.assign(door, { silent: false, clockOffsetMs: 0 });
  door.keys.clear();
  door.keys.set(KEY.apiKey, { secret: KEY.secret, rights: SPOT_RIGHTS });
  door.asked.length = 0;
});

async function person(role: Session["role"]): Promise<Session> {
  const { userId } = await arrangePerson(database.ownerUrl, { role, usdt: "1000" });
  const hash = await hashPassword(PASSWORD);
  await asOwner(database.ownerUrl, (client) =>
    client.query('UPDATE app_user SET "passwordHash" = $1 WHERE id = $2', [hash, userId]),
  );
  const who = { email: "a@example.com", name: "A", expiresAt: new Date(0).toISOString() };
  return { ...who, userId, role, sessionId: randomUUID() };
}

const api = (of: Session = session) => {
  const request: RequestContext = {
    session: of,
    sameSite: true,
    wallNow: now,
    readMarketNow: async () => MARKET_NOW,
    ip: "127.0.0.1",
  };
  return createCaller(request);
};
/** Sends a write as a page does, and remembers what came back, whatever it was. */
async function send(asked: (runId: string) => Promise<unknown>, runId: string = randomUUID()) {
  const answer = await asked(runId).catch((error: Error & { cause?: { refusal?: object } }) => ({
    refusal: error.cause?.refusal,
    message: error.message,
    stack: error.stack,
  }));
  heard.push(JSON.stringify(answer));
  return answer;
}
const stepUp = (password = PASSWORD, of = session) =>
  send((runId) => api(of).account.stepUp({ runId, input: { password } }));
const add = (input: object = { ...AT, ...KEY }, runId?: string) =>
  send((id) => api().exchanges.addKey({ runId: id, input: input as typeof AT & typeof KEY }), runId);
const rotate = (keys: object, of = session) =>
  send((runId) =>
    api(of).exchanges.rotateKey({ runId, input: { ...AT, ...keys } as typeof AT & typeof KEY }),
  );
const keyOf = async () => {
  const listed = await api().exchanges.list({});
  heard.push(JSON.stringify(listed));
  return listed.find(({ exchange }) => exchange === "binance")?.keys[0];
};
const test = async () => {
  await (await createKeyTester(dialler, clocks)()).ended;
  return keyOf();
};
const refused = (code: string) => ({ refusal: expect.objectContaining({ code }) });

/** All that the database holds, as a dump would have it. */
const dump = () =>
  asOwner(database.ownerUrl, async (client) => {
    const { rows: tables } = await client.query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    const texts: string[] = [];
    for (const { table_name: name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
      texts.push(...rows.map(({ row }) => row));
    }
    return texts.join("\n");
  });

// Guards FAULTS 4.4: keys are touched by a person who showed the password within five minutes, in this very session.
describe("a change of keys", () => {
  it("waits for the password again, and the same request goes through then", async () => {
    const runId = randomUUID();
    expect(await add(undefined, runId)).toMatchObject(refused("step_up"));
    expect(await stepUp("not this one")).toMatchObject(refused("forbidden"));
    expect(await add(undefined, runId)).toMatchObject(refused("step_up"));
    expect(await stepUp()).toMatchObject({ status: "done" });
    expect(await add(undefined, runId)).toMatchObject({ status: "done", answer: { lastFour: "0001" } });
    for (const act of ["rotateKey", "removeKey"] as const) {
      const other = { ...session, sessionId: randomUUID() };
      const input = act === "rotateKey" ? { ...AT, ...OTHER } : AT;
      const asked = (id: string) => api(other).exchanges[act]({ runId: id, input: input as never });
      expect(await send(asked), act).toMatchObject(refused("step_up"));
    }
    now = plusMs(now, 5 * 60_000);
    expect(await rotate(OTHER)).toMatchObject(refused("step_up"));
  });

  it("is the owner's alone, and a password is tried ten times at once", async () => {
    const trader = await person("trader");
    await stepUp(PASSWORD, trader);
    expect(await rotate(OTHER, trader)).toMatchObject(refused("forbidden"));
    for (let tried = 0; tried < 10; tried++) await stepUp("not this one");
    expect(await stepUp()).toMatchObject(refused("limit_reached"));
  });
});

describe("a key", () => {
  beforeEach(() => stepUp());

  it("is tested by the worker, at once, without an order, and can be opened then", async () => {
    expect(await keyOf()).toBeUndefined();
    expect(await openCredentials(session.userId, "binance", "simulator")).toMatchObject({ ok: false });
    await add({ ...AT, ...KEY, label: "main" });
    expect(await keyOf()).toMatchObject({
      status: "untested",
      label: "main",
      testAskedAt: expect.any(String),
    });
    expect(await openCredentials(session.userId, "binance", "simulator")).toMatchObject({
      ok: false,
      refusal: { code: "forbidden" },
    });
    expect(await test()).toMatchObject({
      status: "valid",
      fault: null,
      mayTrade: true,
      mayWithdraw: false,
      addresses: ["203.0.113.7"],
      testAskedAt: null,
    });
    expect(door.asked.filter((line) => !line.startsWith("GET "))).toEqual([]);
    const opened = await openCredentials(session.userId, "binance", "simulator");
    expect(opened.ok && [opened.value.apiKey, opened.value.secret, opened.value.passphrase]).toEqual([
      ...Object.values(KEY),
      null,
    ]);
    heard.push(JSON.stringify(opened), String(opened));
  });

  it.each([
    ["a wrong key", { apiKey: `${CANARY}-unknown` }, {}, "does not know this key"],
    ["a wrong secret", { secret: `${CANARY}-another` }, {}, "refuses the signature"],
    ["the right to withdraw", {}, { rights: { ...SPOT_RIGHTS, enableWithdrawals: true } }, "may withdraw"],
    [
      "no right to trade",
      {},
      { rights: { ...SPOT_RIGHTS, enableSpotAndMarginTrading: false } },
      "may not trade",
    ],
    ["a clock a minute off", {}, { clockOffsetMs: 60_000 }, "clock"],
  ])("with %s is invalid in one sentence, and opens for nobody", async (_name, typed, at, words) => {
    const { rights = SPOT_RIGHTS, clockOffsetMs = 0 } = at as { rights?: object; clockOffsetMs?: number };
    door.keys.set(KEY.apiKey, { secret: KEY.secret, rights });
    door.clockOffsetMs = clockOffsetMs;
    await add({ ...AT, ...KEY, ...typed });
    const key = await test();
    expect(key).toMatchObject({ status: "invalid", fault: expect.stringContaining(words) });
    expect(key?.fault).toMatch(/^[A-Z][^\n]*[.]$/);
    expect(await openCredentials(session.userId, "binance", "simulator")).toMatchObject({
      ok: false,
      refusal: { code: "forbidden", message: expect.stringContaining("invalid") },
    });
  });

  it("stays what it was while its exchange answers nothing, and says so; a day later it is looked at again", async () => {
    await add();
    expect(await test()).toMatchObject({ status: "valid" });
    door.silent = true;
    await send((runId) => api().exchange.test({ runId, input: AT }));
    expect(await test()).toMatchObject({
      status: "valid",
      fault: expect.stringContaining("came to nothing"),
    });
    door.silent = false;
    door.keys.set(KEY.apiKey, { secret: KEY.secret, rights: { ...SPOT_RIGHTS, enableWithdrawals: true } });
    await testOldKeys(dialler, clocks);
    expect(await keyOf()).toMatchObject({ status: "valid" });
    now = plusMs(now, 25 * 3_600_000);
    await testOldKeys(dialler, clocks);
    expect(await keyOf()).toMatchObject({ status: "invalid", mayWithdraw: true });
  });

  it("is replaced by another, whose test begins anew, and removed without a trace of what was sealed", async () => {
    await add();
    await test();
    expect(await add()).toMatchObject(refused("conflict"));
    door.keys.set(OTHER.apiKey, { secret: OTHER.secret, rights: SPOT_RIGHTS });
    expect(await rotate(OTHER)).toMatchObject({ answer: { lastFour: "0002" } });
    expect(await keyOf()).toMatchObject({ status: "untested", mayTrade: null, testedAt: null });
    expect(await test()).toMatchObject({ status: "valid", lastFour: "0002" });
    const removed = await send((runId) => api().exchanges.removeKey({ runId, input: AT }));
    expect(removed).toMatchObject({ status: "done" });
    expect(await db.exchangeCredential.count({ where: { userId: session.userId } })).toBe(0);
    const told = await db.auditEntry.findMany({
      where: { userId: session.userId, action: { startsWith: "exchangeKey." } },
      orderBy: { seq: "asc" },
    });
    expect(told.map(({ action }) => action.replace("exchangeKey.", ""))).toEqual([
      ...["added", "tested", "rotated", "tested", "removed"],
    ]);
  });

  it("that others may have is revoked: every bot of its exchange is paused, no other's", async () => {
    const bot = { exchange: "binance", symbol: "BTC/USDT", capital: "100" } as const;
    for (const name of ["Zeus", "Hera"])
      await send((runId) => api().bots.create({ runId, input: { ...bot, name } }));
    await add();
    const revoked = await send((runId) => api().exchanges.revoke({ runId, input: { exchange: "binance" } }));
    expect(revoked).toMatchObject({ answer: { keys: 1, paused: expect.arrayContaining(["Zeus", "Hera"]) } });
    expect((await api().bots.list({})).map(({ status }) => status)).toEqual(["paused", "paused"]);
    expect(await keyOf()).toBeUndefined();
  });

  it.each([
    ["a passphrase where KuCoin asks for one", { exchange: "kucoin", site: "real" }, "passphrase"],
    ["no passphrase elsewhere", { passphrase: "x" }, "passphrase"],
    ["a site that is there", { exchange: "luno", site: "testnet" }, "site"],
    ["a simulator that runs", { exchange: "kraken" }, "site"],
    ["a secret that is no key", { secret: KEY.apiKey }, "secret"],
    ["text without spaces", { secret: `${CANARY} with spaces` }, "secret"],
  ])("is asked for %s, at its field", async (_name, typed, field) => {
    expect(await add({ ...AT, ...KEY, ...typed })).toMatchObject({
      refusal: { code: "invalid", field, message: expect.stringMatching(/^[A-Z].*[.]$/) },
    });
  });

  it("of somebody else is not there", async () => {
    await add();
    const other = await person("owner");
    await stepUp(PASSWORD, other);
    expect(await rotate(OTHER, other)).toMatchObject(refused("not_found"));
    for (const act of [
      (runId: string) => api(other).exchanges.removeKey({ runId, input: AT }),
      (runId: string) => api(other).exchange.test({ runId, input: AT }),
      (runId: string) => api(other).exchanges.revoke({ runId, input: { exchange: "binance" } }),
    ])
      expect(await send(act)).toMatchObject(refused("not_found"));
    expect((await api(other).exchanges.list({})).flatMap(({ keys }) => keys)).toEqual([]);
  });
});

describe("the master key", () => {
  beforeEach(() => stepUp());

  it("that is another or missing is said in one sentence, and put back it opens everything again", async () => {
    await add();
    await test();
    const kept = readFileSync(master.file, "utf8");
    const open = () => openCredentials(session.userId, "binance", "simulator");
    for (const damage of [() => rmSync(master.file), () => writeFileSync(master.file, "{")]) {
      damage();
      expect(await open()).toMatchObject({
        ok: false,
        refusal: { code: "not_now", message: expect.stringContaining("put vault-key.json back") },
      });
    }
    writeFileSync(master.file, JSON.stringify({ keys: await otherKeys() }));
    expect(await open()).toMatchObject({
      refusal: { message: expect.stringContaining("sealed with another master key") },
    });
    await send((runId) => api().exchange.test({ runId, input: AT }));
    expect(await test()).toMatchObject({
      status: "invalid",
      fault: expect.stringContaining("another master key"),
    });
    writeFileSync(master.file, kept);
    await send((runId) => api().exchange.test({ runId, input: AT }));
    expect(await test()).toMatchObject({ status: "valid", fault: null });
    expect(await open()).toMatchObject({ ok: true });
  });

  it("is replaced by wrapping data keys anew, key by key; what is sealed stays, an interrupted round goes on", async () => {
    await asOwner(database.ownerUrl, (client) => client.query("TRUNCATE exchange_credential"));
    await add();
    await test();
    const rows = () => db.exchangeCredential.findMany({ where: { userId: session.userId } });
    const [before] = await rows();
    const id = master.addKey();
    // one whose data key opens with neither is left as it is, and holds up no other
    const stray = { ...before, id: randomUUID(), exchange: "kraken", masterKeyId: "0000000000000000" };
    await asOwner(database.ownerUrl, (client) =>
      client.query(
        `INSERT INTO exchange_credential SELECT * FROM json_populate_record(NULL::exchange_credential, $1)`,
        [JSON.stringify({ ...stray, sealed: "\\x00", wrappedKey: "\\x00" })],
      ),
    );
    expect(await rewrapKeys(clocks)).toEqual({ rewrapped: 1, left: 1 });
    const after = (await rows()).find((row) => row.id === before?.id);
    expect(after?.masterKeyId).toBe(id);
    expect(after?.sealed).toEqual(before?.sealed);
    expect(after?.wrappedKey).not.toEqual(before?.wrappedKey);
    expect(after?.status).toBe("valid");
    expect(await openCredentials(session.userId, "binance", "simulator")).toMatchObject({ ok: true });
    expect(await rewrapKeys(clocks)).toEqual({ rewrapped: 0, left: 1 });
  });
});

async function otherKeys() {
  const { makeMaster } = await import("@/server/vault/testing/make-master");
  return JSON.parse(readFileSync((await makeMaster()).file, "utf8")).keys;
}

// Guards SECRET: what was typed in all of the above, rightly and wrongly, is nowhere in clear.
it("no part of any key or password is in the database, an answer, an event or an error", async () => {
  const kept = await dump();
  expect(kept).toContain("exchanges.addKey");
  expect(kept).toContain("exchangeKey.rotated");
  expect(kept).toMatch(/label\W{2,8}main/);
  expect(heard.length).toBeGreaterThan(50);
  for (const [place, text] of [
    ["the database", kept],
    ["answers", heard.join("\n")],
  ] as const)
    for (const secret of [CANARY, Buffer.from(CANARY).toString("hex"), PASSWORD])
      expect(text.includes(secret), `${secret} in ${place}`).toBe(false);
});
