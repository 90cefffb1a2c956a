import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { Session } from "@/server/auth/check-session";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openEventStream } from "./event-stream";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

type Heard = {
  readonly event: string;
  readonly id: string | null;
  readonly data: { readonly reason?: string };
};

const sessionOf = (userId: string): Session => ({
  userId,
  role: "owner",
  email: "a@example.com",
  name: "A",
  sessionId: randomUUID(),
  expiresAt: new Date().toISOString(),
});

/** A browser's stream, read event by event. */
function listen(userId: string, lastEventId?: string) {
  const leaving = new AbortController();
  const headers = new Headers(lastEventId === undefined ? {} : { "last-event-id": lastEventId });
  const request = new Request("http://localhost/api/events", { headers, signal: leaving.signal });
  const session = sessionOf(userId);
  const response = openEventStream({ request, session, checkSession: async () => session });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const next = async (): Promise<Heard | null> => {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) return null;
    const fields = Object.fromEntries(
      decoder
        .decode(chunk.value)
        .trim()
        .split("\n")
        .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    return { event: fields.event ?? "", id: fields.id ?? null, data: JSON.parse(fields.data ?? "{}") };
  };
  return { request, response, next, leave: () => leaving.abort() };
}

const contextOf = (userId: string): ActionContext => ({
  actor: { kind: "owner", id: userId },
  userId,
  runId: randomUUID(),
  channel: "web",
  marketNow: marketMs(1_700_000_000_000),
  wallNow: wallMs(Date.now()),
});

const tell = (userId: string, word: string, holdMs = 0) =>
  commit(contextOf(userId), {
    action: "bot.paused",
    subject: word,
    reason: word,
    detail: {},
    events: [{ name: "bot/paused", data: { botId: "b", botName: "B", reason: word } }],
    write: async (tx) => {
      // Takes its place in the order first and commits later, so that commits overtake each other.
      await tx.$queryRaw`SELECT pg_current_xact_id()::text`;
      if (holdMs > 0) await new Promise((resolve) => setTimeout(resolve, holdMs));
    },
  });

describe("the event stream", () => {
  it("begins with a place to come back to, and tells events with both clocks", async () => {
    const userId = randomUUID();
    const stream = listen(userId);
    expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
    expect(await stream.next()).toMatchObject({ event: "ready", id: expect.stringMatching(/^\d+-0$/) });
    await tell(userId, "hello");
    expect(await stream.next()).toMatchObject({
      event: "bot/paused",
      id: expect.stringMatching(/^\d+-\d+$/),
      data: { reason: "hello", marketAt: "2023-11-14T22:13:20.000Z", wallAt: expect.any(String) },
    });
    stream.leave();
    expect(await stream.next()).toBeNull();
  });

  it("loses and repeats nothing while commits overtake each other and the browser keeps losing its connection", async () => {
    const userId = randomUUID();
    await tell(userId, "first of all");
    let stream = listen(userId);
    let lastId = (await stream.next())?.id ?? "";
    const words = Array.from({ length: 120 }, (_, index) => `word ${index}`);
    const writing = (async () => {
      for (let from = 0; from < words.length; from += 8) {
        await Promise.all(
          words.slice(from, from + 8).map((word, index) => tell(userId, word, (index * 37) % 60)),
        );
      }
    })();
    const heard: string[] = [];
    while (heard.length < words.length) {
      const event = await stream.next();
      if (!event) throw new Error(`the stream ended after ${heard.length}`);
      expect(event.event).toBe("bot/paused");
      heard.push(event.data.reason ?? "");
      lastId = event.id ?? lastId;
      if (heard.length % 7 === 0) {
        stream.leave();
        stream = listen(userId, lastId);
      }
    }
    await writing;
    stream.leave();
    expect(new Set(heard).size).toBe(words.length);
    expect([...heard].sort()).toEqual([...words].sort());
    const rows = await db.outboxEvent.findMany({
      where: { userId },
      orderBy: [{ txid: "asc" }, { id: "asc" }],
    });
    expect(["first of all", ...heard]).toEqual(rows.map(({ data }) => (data as { reason: string }).reason));
  }, 60_000);

  it("waits for a transaction that began earlier, then tells both in the order of their beginnings", async () => {
    const userId = randomUUID();
    const stream = listen(userId);
    await stream.next();
    await asOwner(database.ownerUrl, async (slow: Client) => {
      await slow.query("BEGIN");
      await slow.query(
        `INSERT INTO outbox_event ("userId","name","data","marketAt","wallAt") VALUES ($1,'bot/paused','{"reason":"slow"}',now(),now())`,
        [userId],
      );
      await tell(userId, "fast");
      await new Promise((resolve) => setTimeout(resolve, 700));
      await slow.query("COMMIT");
    });
    expect([(await stream.next())?.data.reason, (await stream.next())?.data.reason]).toEqual([
      "slow",
      "fast",
    ]);
    stream.leave();
  });

  it("tells a page to load anew when its place is unknown, of another database, or too far behind", async () => {
    const userId = randomUUID();
    await tell(userId, "old");
    for (const id of ["nonsense", "1-1", "999999999999-1", "1-1; DROP TABLE bot"]) {
      const stream = listen(userId, id);
      const first = await stream.next();
      expect(first).toMatchObject({ event: "reset", id: expect.stringMatching(/^\d+-0$/) });
      stream.leave();
    }
    const place = listen(userId);
    const start = (await place.next())?.id ?? "";
    place.leave();
    await db.$executeRaw`INSERT INTO outbox_event ("userId","name","data","marketAt","wallAt")
      SELECT ${userId}::uuid, 'bot/paused', '{}', now(), now() FROM generate_series(1, 2001)`;
    const stream = listen(userId, start);
    expect(await stream.next()).toMatchObject({ event: "reset" });
    stream.leave();
  });

  it("tells nobody what is another user's", async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const stream = listen(mine);
    await stream.next();
    await tell(other, "secret");
    await tell(mine, "mine");
    expect(await stream.next()).toMatchObject({ data: { reason: "mine" } });
    stream.leave();
  });

  it("sends the newest figures at once, and again when they change", async () => {
    const userId = randomUUID();
    const publish = (n: number) =>
      db.$executeRaw`INSERT INTO live_view ("userId","book","view","marketAt","wallAt")
        VALUES (${userId}::uuid,'demo',${JSON.stringify({ view: { book: "demo", bots: [], n, wallAt: new Date().toISOString() }, growth: {} })}::jsonb,now(),now())
        ON CONFLICT ("userId","book") DO UPDATE SET "view" = excluded."view"`.then(
        () => db.$executeRaw`SELECT pg_notify('live', ${userId})`,
      );
    await publish(1);
    const stream = listen(userId);
    expect(await stream.next()).toMatchObject({ event: "ready" });
    expect(await stream.next()).toMatchObject({ event: "live", id: null, data: { n: 1 } });
    await publish(2);
    await expect.poll(async () => (await stream.next())?.data).toMatchObject({ n: 2 });
    stream.leave();
  });

  it("goes on when the database has cut the listening connection", async () => {
    const userId = randomUUID();
    const stream = listen(userId);
    await stream.next();
    await tell(userId, "before");
    expect(await stream.next()).toMatchObject({ data: { reason: "before" } });
    await asOwner(database.ownerUrl, (client) =>
      client.query(`SELECT pg_terminate_backend("pid") FROM pg_stat_activity
        WHERE "datname" = current_database() AND "query" LIKE 'LISTEN%'`),
    );
    await tell(userId, "after");
    expect(await stream.next()).toMatchObject({ data: { reason: "after" } });
    stream.leave();
  });

  it("refuses the twenty-first page of one user, and lets it in when another one left", async () => {
    const userId = randomUUID();
    const streams = Array.from({ length: 20 }, () => listen(userId));
    expect(listen(userId).response.status).toBe(429);
    streams[0]?.leave();
    while (await streams[0]?.next());
    const again = listen(userId);
    expect(again.response.status).toBe(200);
    for (const stream of [...streams, again]) stream.leave();
  });
});
