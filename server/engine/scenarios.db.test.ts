import { afterAll, beforeAll, describe, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openEmbedded, openServer, type Theatre } from "./testing/open-stage";
import { scenarios } from "./testing/scenarios";

const disturbing = new Set(["crash", "wake"]);
const calm = scenarios.filter(({ id }) => !disturbing.has(id));
const violent = scenarios.filter(({ id }) => disturbing.has(id));

const PATIENCE = { embedded: 60_000, server: 300_000 };
const url = process.env.INNGEST_BASE_URL;
const binary = process.env.INNGEST_BIN;
const isKillable = Boolean(!url && process.env.INNGEST_POSTGRES_URI && process.env.INNGEST_REDIS_URI);

describe("the embedded engine", () => {
  let database: TestDatabase;
  let theatre: Theatre;
  beforeAll(async () => {
    database = await createTestDatabase();
    theatre = await openEmbedded(database.url);
  });
  afterAll(async () => {
    await theatre.close();
    await database.drop();
  });
  describe("undisturbed", () => {
    it.concurrent.for(calm)("$name", { timeout: PATIENCE.embedded }, (scenario) =>
      scenario.play(theatre.stageOf(scenario)),
    );
  });
  it.for(violent)("$name", { timeout: PATIENCE.embedded }, (scenario) =>
    scenario.play(theatre.stageOf(scenario)),
  );
});

describe("an Inngest server", () => {
  let theatre: Theatre | undefined;
  beforeAll(async () => {
    if (url || binary) theatre = await openServer({ url, binary });
  }, 90_000);
  afterAll(() => theatre?.close());
  if (!url && !binary) {
    it("plays the same scenarios", ({ skip }) =>
      skip("skipped: no engine (set INNGEST_BIN or INNGEST_BASE_URL)"));
    return;
  }
  it.for(scenarios)("$name", { timeout: PATIENCE.server }, async (scenario, { skip }) => {
    if (scenario.killsEngine && !isKillable)
      skip("skipped: no engine with INNGEST_POSTGRES_URI and INNGEST_REDIS_URI to kill");
    if (theatre) await scenario.play(theatre.stageOf(scenario));
  });
});
