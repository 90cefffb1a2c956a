import path from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = import.meta.dirname;

/** Files that take a minute or more, for they kill processes or wait for a fault to be noticed: what begins last ends last. */
const SLOW =
  /(prove\/(killer|engine)|infrastructure-faults|every-input|exchange-faults|self-healing|proof\/road)\./;

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification) => SLOW.test(moduleId);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

export default defineConfig({
  resolve: {
    alias: {
      "@": root,
      // the guard against server code in a browser throws outside Next
      "server-only": path.join(root, "scripts/lib/server-only.mjs"),
    },
  },
  test: {
    include: ["{app,components,server,inngest,scripts}/**/*.test.{ts,tsx}"],
    pool: "forks",
    // one more than the cores these machines have: many of the tests wait for what they asked
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    // a machine may be several times as slow as a quiet one
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { NODE_ENV: "test", AMARKTAI_LOG_LEVEL: "silent" },
  },
});
