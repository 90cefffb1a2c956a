import { afterAll, beforeAll, expect, it } from "vitest";
import { arrangePerson, toAsk } from "@/server/bots/testing/arrange-fleet";
import type { CommandContext } from "@/server/commands/command";
import { closeDb, db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { writeHalt } from "@/server/settings/halt";
import { getTradingMode } from "./get-trading-mode";
import { previewAutopilotOn, turnAutopilotOff, turnAutopilotOn } from "./set-modes";

let database: TestDatabase;
let owner: CommandContext;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = await arrangePerson(database.ownerUrl, { role: "owner", usdt: "5000", book: "paper" });
});
afterAll(async () => {
  await database.drop();
  await closeDb();
});

const ask = () => toAsk(owner);
const isOn = async () => (await getTradingMode(owner.userId)).autopilot;

it("autopilot goes on and off, each once, with its trace", async () => {
  expect(await isOn()).toBe(false);
  expect(await turnAutopilotOff(ask())).toMatchObject({ ok: false, refusal: { code: "not_now" } });
  expect(await previewAutopilotOn(ask())).toMatchObject({ ok: true, value: { title: "Turn autopilot on" } });
  expect(await turnAutopilotOn(ask())).toMatchObject({ ok: true, value: { autopilot: true } });
  expect(await turnAutopilotOn(ask())).toMatchObject({ ok: false, refusal: { code: "not_now" } });
  expect(await turnAutopilotOff(ask())).toMatchObject({ ok: true, value: { autopilot: false } });
  const traces = await db.auditEntry.findMany({
    where: { subject: "autopilot" },
    orderBy: { seq: "asc" },
    select: { reason: true },
  });
  expect(traces).toEqual([{ reason: "autopilot turned on" }, { reason: "autopilot turned off" }]);
});

it("an emergency stop turns it off, and keeps it off until it is cleared", async () => {
  await turnAutopilotOn(ask());
  await db.$transaction((tx) =>
    writeHalt(tx as never, { userId: owner.userId, flatten: false, wallNow: owner.wallNow }),
  );
  expect(await isOn()).toBe(false);
  expect(await turnAutopilotOn(ask())).toMatchObject({
    ok: false,
    refusal: { code: "not_now", message: "The emergency stop is on. Clear it first." },
  });
});
