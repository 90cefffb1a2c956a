import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkSession, judgeSession } from "@/server/auth/check-session";
import { claimOwner } from "@/server/auth/claim-owner";
import type { SessionClaims } from "@/server/auth/core/account";
import { endSession } from "@/server/auth/end-session";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { signIn } from "@/server/auth/sign-in";
import type { Instants } from "@/server/auth/system-context";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { changePasswordCommand } from "@/server/commands/catalog/account/change-password";
import type { CommandContext } from "@/server/commands/command";
import { runCommand } from "@/server/commands/run-command";
import { marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openEventStream } from "./event-stream";

const person = { email: "ann@example.com", name: "Ann", password: "correct horse battery" };
const other = "another horse battery";

let database: TestDatabase;
let userId: string;
let now: Instants;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await asOwner(database.ownerUrl, (client) =>
    client.query("TRUNCATE app_user, owner_token, settings, trading_mode, audit_entry"),
  );
  now = { wallNow: wallMs(Date.now()), marketNow: marketMs(0) };
  const made = await ensureOwner(now);
  userId = made.userId;
  await claimOwner({ ...person, token: made.token }, { ip: randomUUID() }, now);
});

async function enter(password = person.password): Promise<SessionClaims> {
  const entered = await signIn({ email: person.email, password }, { ip: randomUUID() }, now);
  if (!entered.ok) throw new Error(entered.refusal.message);
  return entered.value.claims;
}

/** The stream of one session: what it was told, and when it was over. */
async function watch(claims: SessionClaims) {
  const session = await checkSession(claims, now.wallNow);
  if (!session) throw new Error("no session");
  const leaving = new AbortController();
  const request = new Request("http://localhost/api/events", { signal: leaving.signal });
  const check = () => checkSession(claims, wallMs(Date.now()), false);
  const reader = openEventStream({ request, session, checkSession: check }).body?.getReader();
  const heard: string[] = [];
  let ready = () => {};
  const begun = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const over = (async () => {
    const decoder = new TextDecoder();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      heard.push(/^event: (\S+)/.exec(decoder.decode(part.value))?.[1] ?? "");
      if (heard.includes("ready")) ready();
    }
    return performance.now();
  })();
  await begun;
  return { heard, over, leave: () => leaving.abort() };
}

const asking = (actor: CommandContext["actor"] = { kind: "owner", id: userId }): CommandContext => ({
  actor,
  userId,
  role: "owner",
  runId: randomUUID(),
  channel: "web",
  ...now,
});
const change = (input: { current: string; next: string }, ctx = asking()) =>
  runCommand(changePasswordCommand, input, ctx);

// Guards AUTHZ: what a session could see, nobody sees once it is over.
describe("the end of a session", () => {
  it("ends its event stream within two seconds, and no other's", async () => {
    const [mine, elsewhere] = [await enter(), await enter()];
    const [stream, otherStream] = [await watch(mine), await watch(elsewhere)];
    const at = performance.now();
    await endSession(mine, now);
    expect((await stream.over) - at).toBeLessThan(2_000);
    expect(stream.heard.at(-1)).toBe("signed-out");
    expect(await Promise.race([otherStream.over, Promise.resolve("open")])).toBe("open");
    expect(await checkSession(elsewhere, now.wallNow)).not.toBeNull();
    otherStream.leave();
    await otherStream.over;
  });

  it("says what ended it", async () => {
    const ended = async (claims: unknown, at = now.wallNow) => (await judgeSession(claims, at)).ended;
    const claims = await enter();
    expect(await ended(claims)).toBeNull();
    expect(await ended(claims, plusMs(now.wallNow, 31 * 60_000))).toBe("idle");
    expect(await ended(claims, plusMs(now.wallNow, 12 * 3_600_000))).toBe("expired");
    expect(await ended({ ...claims, uid: randomUUID() })).toBe("restarted");
    expect(await ended({})).toBe("restarted");
    const left = await enter();
    await endSession(left, now);
    expect(await ended(left)).toBe("signedOut");
    const before = await enter();
    await change({ current: person.password, next: other });
    expect(await ended(before)).toBe("password");
  });
});

describe("changing the password", () => {
  it("ends every session and stream of the old one, and the new one lets in", async () => {
    const before = await enter();
    const stream = await watch(before);
    const at = performance.now();
    expect(await change({ current: person.password, next: other })).toMatchObject({ ok: true });
    expect((await stream.over) - at).toBeLessThan(4_000);
    expect(await checkSession(before, now.wallNow)).toBeNull();
    await expect(enter()).rejects.toThrow("E-mail or password is wrong");
    expect(await checkSession(await enter(other), now.wallNow)).not.toBeNull();
  });

  it.each([
    [{ current: "a wrong sentence", next: other }, /present password is wrong/],
    [{ current: person.password, next: "too short" }, /at least 12/],
    [{ current: person.password, next: person.password }, /Choose another one/],
    [{ current: "", next: other }, /Write the present password/],
  ])("refuses %o and changes nothing", async (input, words) => {
    const session = await enter();
    expect(await change(input)).toMatchObject({ refusal: { message: expect.stringMatching(words) } });
    expect(await checkSession(session, now.wallNow)).not.toBeNull();
  });

  it("is not done on a model's word, and guessing the present one is slow", async () => {
    const input = { current: person.password, next: other };
    expect(await change(input, asking({ kind: "assistant", id: "chat" }))).toMatchObject({
      refusal: { code: "forbidden" },
    });
    const later = { ...now, wallNow: plusMs(now.wallNow, 3_600_000) };
    const guess = () => change({ current: "a wrong sentence", next: other }, { ...asking(), ...later });
    for (let n = 0; n < 10; n++) await guess();
    expect(await guess()).toMatchObject({ refusal: { code: "limit_reached" } });
  });

  it("leaves neither password anywhere, and a retry gets the same answer", async () => {
    const ctx = asking();
    const first = await change({ current: person.password, next: other }, ctx);
    expect(await change({ current: person.password, next: other }, ctx)).toEqual(first);
    const kept = await asOwner(database.ownerUrl, async (client) => {
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
    expect(kept).toContain("account.changePassword");
    expect(kept).not.toContain(person.password);
    expect(kept).not.toContain(other);
    expect(await db.auditEntry.count({ where: { action: "owner.passwordChanged" } })).toBe(1);
  });
});
