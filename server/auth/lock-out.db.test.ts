import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { marketMs, plusMs, toDate, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { claimOwner } from "./claim-owner";
import { ensureDemoOwner } from "./ensure-demo-owner";
import { ensureOwner } from "./ensure-owner";
import { signIn } from "./sign-in";
import type { Instants } from "./system-context";

const person = { email: "ann@example.com", name: "Ann", password: "correct horse battery" };
const right = { email: person.email, password: person.password };
const guess = (n: number) => ({ email: person.email, password: `a wrong guess ${n}` });
const OWNER_IP = "192.0.2.1";

let database: TestDatabase;
let tests = 0;
let now: Instants;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await asOwner(database.ownerUrl, (client) =>
    client.query("TRUNCATE app_user, owner_token, settings, trading_mode, audit_entry"),
  );
  tests += 1;
  // Each test on its own day: what is counted is the process's.
  now = { wallNow: wallMs(1_800_000_000_000 + tests * 86_400_000), marketNow: marketMs(0) };
  const { token } = await ensureOwner(now);
  expect((await claimOwner({ ...person, token }, { ip: OWNER_IP }, now)).ok).toBe(true);
});

const signedIn = async (knownBrowser?: string, ip = OWNER_IP) => {
  const entered = await signIn(right, { ip, knownBrowser }, now);
  if (!entered.ok) throw new Error(entered.refusal.message);
  return entered.value;
};
/** Of this test's day: the last counts of the day before are written on it too. */
const audited = (action: string) =>
  db.auditEntry.count({ where: { action, wallAt: { gte: toDate(now.wallNow) } } });

// The attack: whoever knows the owner's address tries passwords, and the owner stands outside.
describe("strangers who try passwords", () => {
  it("never keep out a browser the account knows, also when it shares their address", async () => {
    const { knownBrowser } = await signedIn();
    const attack = Array.from({ length: 400 }, (_, n) => signIn(guess(n), { ip: OWNER_IP }, now));
    const asked = performance.now();
    const during = await signIn(right, { ip: OWNER_IP, knownBrowser }, now);
    const ownerMs = performance.now() - asked;
    expect(during.ok).toBe(true);
    const answers = await Promise.all(attack);
    expect(answers.some(({ ok }) => ok)).toBe(false);
    expect((await signIn(right, { ip: OWNER_IP, knownBrowser }, now)).ok).toBe(true);
    // the owner's place is kept: one hash, not the crowd's
    expect(ownerMs).toBeLessThan(2_000);
  });

  it("at other addresses only make an unknown browser wait", async () => {
    const strangers = Array.from({ length: 120 }, (_, n) => signIn(guess(n), { ip: `10.1.${n}.1` }, now));
    const entered = await signIn(right, { ip: "198.51.100.9" }, now);
    expect(entered.ok).toBe(true);
    await Promise.all(strangers);
    expect((await signIn(right, { ip: "198.51.100.10" }, now)).ok).toBe(true);
  });

  it("are slowed at their own address: ten at once, then one in half a minute, before any hashing", async () => {
    for (let n = 0; n < 10; n++) await signIn(guess(n), { ip: "10.2.0.1" }, now);
    const begun = performance.now();
    const refused = await Promise.all(
      Array.from({ length: 500 }, () => signIn(right, { ip: "10.2.0.1" }, now)),
    );
    expect(performance.now() - begun).toBeLessThan(2_000);
    for (const one of refused)
      expect(one).toMatchObject({ refusal: { code: "limit_reached", message: /Wait 30 seconds/ } });
    const later = { ...now, wallNow: plusMs(now.wallNow, 30_000) };
    expect((await signIn(right, { ip: "10.2.0.1" }, later)).ok).toBe(true);
  });

  it("leave a few entries behind, not one each", async () => {
    const all = (count: number, ip: (n: number) => string) =>
      Promise.all(Array.from({ length: count }, (_, n) => signIn(guess(n), { ip: ip(n) }, now)));
    await all(80, (n) => `10.3.${n}.1`);
    const entries = await audited("session.refused");
    // 64 addresses told apart, the other 16 at their 1st, 2nd, 4th, 8th and 16th
    expect(entries).toBe(64 + 5);
    await all(3_000, () => "10.3.0.1");
    expect((await audited("session.refused")) - entries).toBeLessThan(20);
  });

  it("with a stolen or invented mark of a known browser get no further than its own tries", async () => {
    const { knownBrowser } = await signedIn();
    let reached = 0;
    for (let n = 0; n < 60; n++) {
      const answer = await signIn(guess(n), { ip: "10.5.0.1", knownBrowser }, now);
      if (!answer.ok && answer.refusal.code === "forbidden") reached += 1;
    }
    // the mark's twenty, then the address's ten
    expect(reached).toBe(30);
    const [text, signature] = knownBrowser.split(".") as [string, string];
    const other = Buffer.from(text, "base64url")
      .toString()
      .replace(/"bid":"./, '"bid":"0');
    for (const forged of [
      "",
      "x",
      ".",
      `${text}.`,
      `${Buffer.from(other).toString("base64url")}.${signature}`,
    ])
      expect(await signIn(right, { ip: "10.5.0.1", knownBrowser: forged }, now)).toMatchObject({
        refusal: { code: "limit_reached" },
      });
  });

  it("find no mark that outlives the password, the account or half a year", async () => {
    const demo = { email: "demo@localhost", password: "printed-by-start-1" };
    await asOwner(database.ownerUrl, (client) => client.query("UPDATE app_user SET email = NULL"));
    await ensureDemoOwner(demo, now);
    const entered = await signIn(demo, { ip: OWNER_IP }, now);
    if (!entered.ok) throw new Error(entered.refusal.message);
    const { knownBrowser } = entered.value;
    const block = async (at: Instants) => {
      for (let n = 0; n < 12; n++) await signIn({ ...demo, password: "no" }, { ip: "10.6.0.1" }, at);
    };
    await block(now);
    const from = { ip: "10.6.0.1", knownBrowser };
    expect((await signIn(demo, from, now)).ok).toBe(true);
    const changed = { ...demo, password: "printed-by-start-2" };
    await ensureDemoOwner(changed, now);
    await block(now);
    expect(await signIn(changed, from, now)).toMatchObject({ refusal: { code: "limit_reached" } });
    await ensureDemoOwner(demo, now);
    const late = { ...now, wallNow: plusMs(now.wallNow, 181 * 86_400_000) };
    await block(late);
    expect(await signIn(demo, from, late)).toMatchObject({ refusal: { code: "limit_reached" } });
  });
});
