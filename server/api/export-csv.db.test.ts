import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "@/server/auth/check-session";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { exportCsv } from "./export-csv";

const START = Date.UTC(2026, 10, 22, 12);
const DECISIONS = 2_345;

let own: TestDatabase;
let mine: Session;
let other: Session;

beforeAll(async () => {
  own = await createTestDatabase();
  [mine, other] = await Promise.all([makeSession(), makeSession()]);
  const botId = crypto.randomUUID();
  await db.decision.createMany({
    data: Array.from({ length: DECISIONS }, (_, slot) => ({
      userId: mine.userId,
      botId,
      versionId: botId,
      book: "demo" as const,
      marketKind: "simulated" as const,
      slotAt: new Date(START + slot * 60_000),
      marketAt: new Date(START),
      wallAt: new Date(START),
      action: slot % 20 === 0 ? "enter" : "skip",
      reasonCode: "no_signal",
      inputs: {},
      // a strategy's words may come from a user's own file
      outcome: { threshold: "0.25", signals: [{ source: "technical", words: '=HYPERLINK("x"), "go"' }] },
    })),
  });
});
afterAll(() => own.drop());

test("a file holds every row of its table, page after page, newest first, and names book and market", async () => {
  const answer = await ask("decisions.csv", "", mine);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toMatch(
    /^attachment; filename="amarktai-decisions-simulated-/,
  );
  const lines = (await answer.text()).trimEnd().split("\r\n");
  expect(lines).toHaveLength(DECISIONS + 1);
  expect(lines[0]).toMatch(/^slot_market_utc,.*,book,market,decision_id$/);
  expect(lines[1]).toContain(new Date(START + (DECISIONS - 1) * 60_000).toISOString());
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines.slice(1).every((line) => line.includes(",demo,simulated,"))).toBe(true);
});

test("no cell is a formula, also where a strategy's own words would be one", async () => {
  const text = await (await ask("decisions.csv", "?action=acted", mine)).text();
  expect(text).toContain(`"'=HYPERLINK(""x""), ""go"""`);
  expect(text).not.toMatch(/(^|,)"?[=+@]/m);
});

test("a file has the filters of its page, and refuses others in a sentence", async () => {
  const lines = (await (await ask("decisions.csv", "?action=acted&order=oldest", mine)).text())
    .trimEnd()
    .split("\r\n");
  expect(lines).toHaveLength(Math.ceil(DECISIONS / 20) + 1);
  const refused = await ask("decisions.csv", "?action=everything", mine);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({ message: "Action is one of all, acted, skipped, refused." });
  expect((await ask("positions.csv", "?nonsense=1", mine)).status).toBe(400);
  for (const file of ["users.csv", "__proto__.csv", "decisions.json", "../trades.csv"])
    expect((await ask(file, "", mine)).status, file).toBe(404);
});

test("nobody's file is empty-handed: strangers get none, and another person gets only their own rows", async () => {
  expect((await ask("decisions.csv", "", null)).status).toBe(401);
  expect((await (await ask("decisions.csv", "", other)).text()).trimEnd().split("\r\n")).toHaveLength(1);
  for (const file of ["trades.csv", "positions.csv"])
    expect((await (await ask(file, "", other)).text()).trimEnd().split("\r\n"), file).toHaveLength(1);
});

test("a file narrowed to what is somebody else's, or nobody's, is not there", async () => {
  for (const file of ["trades.csv", "positions.csv", "decisions.csv"])
    expect((await ask(file, `?botId=${crypto.randomUUID()}`, mine)).status, file).toBe(404);
  expect((await ask("backtest.csv", `?id=${crypto.randomUUID()}`, mine)).status).toBe(404);
});

test("four files at once are made for a person, and a fifth when one has ended or its reader left", async () => {
  const open = await Promise.all(Array.from({ length: 4 }, () => ask("decisions.csv", "", mine)));
  expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await ask("decisions.csv", "", mine)).status).toBe(429);
  expect((await ask("decisions.csv", "", other)).status).toBe(200);
  await open[0]?.body?.cancel();
  const again = await ask("decisions.csv", "", mine);
  expect(again.status).toBe(200);
  await Promise.all([again, ...open.slice(1)].map((file) => file.text()));
  expect((await ask("decisions.csv", "", mine)).status).toBe(200);
});

test("a reader who leaves ends the reading", async () => {
  const leaving = new AbortController();
  const reader = (await ask("decisions.csv", "", mine, leaving.signal)).body?.getReader();
  await reader?.read();
  leaving.abort();
  // one page may be on its way already
  await reader?.read();
  expect(await reader?.read()).toMatchObject({ done: true });
});

const ask = (file: string, query: string, session: Session | null, signal = new AbortController().signal) =>
  exportCsv({ file, query: new URLSearchParams(query), session, marketKind: "simulated", signal });

async function makeSession(): Promise<Session> {
  const { id } = await db.user.create({ data: { name: "A", createdAt: new Date(START) } });
  const expiresAt = new Date(START).toISOString();
  return { userId: id, role: "viewer", email: "a@example.com", name: "A", sessionId: id, expiresAt };
}
