import { afterAll, afterEach, beforeAll } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { createLab, type Lab, type LabDb, openLabDb } from "./engine-lab";

/** One database for the tests of a file, emptied after each; the engines started in a test stop with it. */
export function openLabSuite() {
  let database: TestDatabase;
  let opened: LabDb;
  const running: Lab[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    opened = openLabDb(database.ownerUrl);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((lab) => lab.engine.stop({ drainMs: 500 })));
    await opened.rows("TRUNCATE job_run, job_event, job_step, job_queue, job_cron, job_function, job_pause");
  });
  afterAll(async () => {
    await opened.end();
    await database.drop();
  });
  const db: LabDb = {
    rows: (text, values) => opened.rows(text, values),
    runs: (functionId) => opened.runs(functionId),
    end: () => opened.end(),
  };
  type Build = Parameters<typeof createLab>[1];
  const startLab = async (build: Build, options?: Parameters<typeof createLab>[2]): Promise<Lab> => {
    const lab = createLab(database.url, build, options);
    running.push(lab);
    await lab.engine.start();
    return lab;
  };
  /** an engine that is not started, and not stopped after the test */
  const makeLab = (build: Build): Lab => createLab(database.url, build);
  return { db, startLab, makeLab };
}
