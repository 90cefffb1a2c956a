import { defineConfig } from "@playwright/test";

// one app after the other: each journey starts its own through e2e/app.ts
// the times are for a machine four times as slow as a quiet one (e2e/patience.ts); a machine may stand still for longer:
// a journey that failed is tried once more from its beginning, and named, with what its page showed
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  workers: 1,
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
