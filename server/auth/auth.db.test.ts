import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { checkSession } from "./check-session";
import { claimOwner } from "./claim-owner";
import { endSession } from "./end-session";
import { ensureDemoOwner } from "./ensure-demo-owner";
import { ensureOwner } from "./ensure-owner";
import { isClaimed } from "./is-claimed";
import { signIn } from "./sign-in";
import type { Instants } from "./system-context";

let database: TestDatabase;
let addresses = 0;
let now: Instants;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await asOwner(database.ownerUrl, (client) =>
    client.query("TRUNCATE app_user, owner_token, settings, trading_mode, audit_entry"),
  );
  addresses += 1;
  // Each test on its own day, far apart: the windows that count tries are the process's.
  now = { wallNow: wallMs(1_700_000_000_000 + addresses * 86_400_000), marketNow: marketMs(0) };
});

const person = { email: "Ann@Example.com", name: "Ann", password: "correct horse battery" };
const from = () => ({ ip: `10.0.0.${addresses}` });
const audited = (action: string) => db.auditEntry.count({ where: { action } });

async function claimed() {
  const { userId, token } = await ensureOwner(now);
  expect(await claimOwner({ ...person, token }, from(), now)).toEqual({ ok: true, value: { ok: true } });
  return userId;
}

const signedIn = async (password = person.password, at = now) => {
  const session = await signIn({ email: person.email, password }, from(), at);
  if (!session.ok) throw new Error(session.refusal.message);
  return session.value.claims;
};

describe("the owner account", () => {
  it("exists unclaimed from the first start, with settings; the newest token alone works", async () => {
    const first = await ensureOwner(now);
    expect(first).toMatchObject({ claimed: false, token: expect.stringMatching(/^[\w-]{32}$/) });
    expect(await getTradingMode(first.userId)).toMatchObject({ paper: true, live: false });
    const second = await ensureOwner({ ...now, wallNow: plusMs(now.wallNow, 1_000) });
    expect(second.userId).toBe(first.userId);
    expect(await claimOwner({ ...person, token: first.token }, from(), now)).toMatchObject({
      refusal: { code: "forbidden", message: /printed last/ },
    });
    expect((await claimOwner({ ...person, token: second.token }, from(), now)).ok).toBe(true);
    expect(await ensureOwner(now)).toEqual({
      userId: first.userId,
      claimed: true,
      email: person.email.toLowerCase(),
    });
  });

  it("is one, however many starts come together", async () => {
    const states = await Promise.all(Array.from({ length: 4 }, () => ensureOwner(now)));
    expect(new Set(states.map(({ userId }) => userId)).size).toBe(1);
    expect(await db.user.count()).toBe(1);
    expect(await db.ownerToken.count({ where: { usedAt: null } })).toBe(1);
  });

  it("refuses a wrong token with a sentence, audits it, and changes nothing", async () => {
    await ensureOwner(now);
    const refused = await claimOwner({ ...person, token: "guess" }, from(), now);
    expect(refused).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(await isClaimed()).toBe(false);
    const entry = await db.auditEntry.findFirstOrThrow({ where: { action: "owner.claimRefused" } });
    expect(entry.detail).toEqual({ code: "forbidden", ip: from().ip, tries: 1 });
    expect(
      JSON.stringify(entry, (_key, value) => (typeof value === "bigint" ? `${value}` : value)),
    ).not.toContain("guess");
  });

  it.each([
    [{ password: "too short" }, /at least 12/],
    [{ email: "nobody" }, /name@example.com/],
    [{ email: "<script>@x" }, /name@example.com/],
    [{ name: "<b>Ann</b>" }, /no < or >/],
    [{ token: "" }, /one-time owner token/],
    [{ role: "owner" }, /"role" is not known/],
  ])("refuses %o", async (change, words) => {
    const { token } = await ensureOwner(now);
    const refused = await claimOwner({ ...person, token, ...change }, from(), now);
    expect(refused).toMatchObject({
      ok: false,
      refusal: { code: "invalid", message: expect.stringMatching(words) },
    });
    expect(await isClaimed()).toBe(false);
    expect(await audited("owner.claimRefused")).toBe(1);
  });

  it("is claimed once, even when two hold the token", async () => {
    const { token } = await ensureOwner(now);
    const results = await Promise.all([
      claimOwner({ ...person, token }, from(), now),
      claimOwner({ ...person, email: "bob@example.com", token }, from(), now),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await audited("owner.claimed")).toBe(1);
    expect(await claimOwner({ ...person, token }, from(), now)).toMatchObject({
      refusal: { code: "conflict" },
    });
  });

  it("lets the owner in with the token however many guesses came before, and folds what they leave behind", async () => {
    const { token } = await ensureOwner(now);
    for (let guess = 0; guess < 40; guess++)
      await claimOwner({ ...person, token: `guess ${guess}` }, from(), now);
    expect((await claimOwner({ ...person, token }, from(), now)).ok).toBe(true);
    expect(await audited("owner.claimRefused")).toBe(6);
  });
});

describe("the demo's owner", () => {
  const demo = { email: "demo@localhost", password: "printed-by-start-1" };

  it("is claimed by the start, keeps its password in step, and ends sessions made with the old one", async () => {
    const made = await ensureDemoOwner(demo, now);
    expect(made.demo).toBe(true);
    const first = await signIn(demo, from(), now);
    if (!first.ok) throw new Error(first.refusal.message);
    expect(await checkSession(first.value.claims, now.wallNow)).toMatchObject({
      email: "demo@localhost",
      role: "owner",
    });
    expect(await ensureDemoOwner(demo, now)).toEqual(made);
    expect(await checkSession(first.value.claims, now.wallNow)).not.toBeNull();
    expect(await ensureDemoOwner({ ...demo, password: "printed-by-start-2" }, now)).toEqual(made);
    expect(await checkSession(first.value.claims, now.wallNow)).toBeNull();
    expect((await signIn(demo, from(), now)).ok).toBe(false);
    expect((await signIn({ ...demo, password: "printed-by-start-2" }, from(), now)).ok).toBe(true);
  });

  it("never takes an account that a person has claimed", async () => {
    const userId = await claimed();
    expect(await ensureDemoOwner(demo, now)).toEqual({ userId, demo: false });
    expect((await signIn(demo, from(), now)).ok).toBe(false);
    await signedIn();
  });
});

describe("signing in and out", () => {
  it("begins a session that is checked, and ends it for good", async () => {
    const userId = await claimed();
    const claims = await signedIn();
    expect(await checkSession(claims, now.wallNow)).toMatchObject({ userId, name: "Ann", role: "owner" });
    await endSession(claims, now);
    expect(await checkSession(claims, now.wallNow)).toBeNull();
    expect(await checkSession(await signedIn(), now.wallNow)).not.toBeNull();
  });

  it("refuses a wrong password and an unknown account in the same words, audited", async () => {
    await claimed();
    const wrong = await signIn({ email: person.email, password: "wrong horse battery" }, from(), now);
    const unknown = await signIn({ email: "bob@example.com", password: person.password }, from(), now);
    expect(wrong).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(unknown).toEqual(wrong);
    expect(await audited("session.refused")).toBe(2);
  });

  it("is nobody when revoked, idle for 30 minutes, older than 12 hours, or forged", async () => {
    const userId = await claimed();
    const claims = await signedIn();
    const at = (minutes: number) => plusMs(now.wallNow, minutes * 60_000);
    expect(await checkSession(claims, at(0))).not.toBeNull();
    expect(await checkSession(claims, at(29))).not.toBeNull();
    expect(await checkSession(claims, at(50), false)).not.toBeNull();
    expect(await checkSession(claims, at(59))).toBeNull();
    const working = await signedIn();
    for (let minute = 0; minute < 720; minute += 20)
      expect(await checkSession(working, at(minute))).not.toBeNull();
    expect(await checkSession(working, at(720))).toBeNull();
    const revoked = await signedIn();
    expect(await checkSession({ ...revoked, epoch: 7 }, now.wallNow)).toBeNull();
    expect(await checkSession({ ...revoked, uid: "1 OR 1=1" }, now.wallNow)).toBeNull();
    await db.$executeRaw`UPDATE app_user SET "sessionEpoch" = "sessionEpoch" + 1 WHERE "id" = ${userId}::uuid`;
    expect(await checkSession(revoked, now.wallNow)).toBeNull();
  });
});
