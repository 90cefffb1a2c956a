import path from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

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
    // a machine may be several times as slow as a quiet one
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { NODE_ENV: "test", AMARKTAI_LOG_LEVEL: "silent" },
  },
});
