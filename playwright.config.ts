import { defineConfig } from "@playwright/test";

/** Those that kill, stall or fill the machine, or look at the clock or the memory. */
const ALONE = /(abuse|crash|disk-full|feed-cut|hang|slow-client|start)\.spec\.ts$/;

// each journey starts an app of its own through e2e/app.ts; mostly they wait for a market, so two go on at once
// the times are for a machine four times as slow as a quiet one (e2e/patience.ts); a machine may stand still for longer:
// a journey that failed is tried once more from its beginning, and named, with what its page showed
export default defineConfig({
  testDir: "e2e",
  projects: [
    { name: "side-by-side", testMatch: "*.spec.ts", testIgnore: ALONE },
    { name: "alone", testMatch: ALONE, workers: 1 },
  ],
  workers: 2,
  fullyParallel: false,
  timeout: 600_000,
  expect: { timeout: 60_000 },
  forbidOnly: true,
  retries: 1,
  outputDir: "test-results",
  use: {
    trace: "retain-on-failure",
    actionTimeout: 60_000,
    navigationTimeout: 120_000,
    launchOptions: {
      executablePath: process.env.AMARKTAI_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
});
