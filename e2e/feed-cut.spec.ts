import { expect, test } from "@playwright/test";
import type { Client } from "pg";
import { removeHome, startApp } from "./app";
import { openDatabase } from "./invariants";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const EXCHANGES = 5;
/** By then every cycle that was under way at the cut has ended. */
const IN_HAND_MS = 5_000;
const SETTLED_MS = patient(15_000);

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

// Guards against trading on prices that have stopped, and against a page that shows them as those of now.
test("a cut feed is stale on the page within ten seconds, nothing trades on it, and it comes back whole", async ({
  browser,
}) => {
  test.setTimeout(patient(240_000));
  const app = await startApp({ args: ["--demo", "--market", "simulated", "--speed", "60", "--seed", "42"] });
  const context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
  const db = await openDatabase(app.home);
  try {
    const page = await context.newPage();
    await signInDemo(page, app);
    const dots = page.getByRole("link", { name: /^Feeds:/ }).locator("[data-feed-dot]");
    const banner = page.getByText(/^No prices from /);
    await expect(dots.and(page.locator("[data-feed-dot=ok]"))).toHaveCount(EXCHANGES);
    await expect(banner).toBeHidden();
    await pause(5_000);

    process.kill(app.pid("worker"), "SIGUSR2");
    const cutAt = Date.now();
    await pause(IN_HAND_MS);
    const quietFrom = new Date();
    const orders = await count(db, 'SELECT count(*) FROM "orders"');
    await expect(dots.and(page.locator("[data-feed-dot=late]"))).toHaveCount(EXCHANGES, {
      timeout: patient(10_000),
    });
    await expect(banner).toContainText("Binance, Kraken, KuCoin, Luno and VALR");
    expect(Date.now() - cutAt, "stale on the page after").toBeLessThanOrEqual(patient(10_000));

    await page.goto("/health");
    await expect(page.locator('tr[data-feed="late"]')).toHaveCount(6);
    await page.goto("/decisions?reason=stale_data");
    const decisions = page.getByRole("region", { name: "Decisions, table" });
    await expect(decisions.locator("tbody tr[data-row]").first()).toContainText(/candle \d+ intervals old/);
    const acted = `SELECT count(*) FROM "decision" WHERE "wallAt" >= $1 AND "action" <> 'skip'`;
    expect(await count(db, acted, [quietFrom]), "decisions that acted").toBe(0);
    expect(await count(db, 'SELECT count(*) FROM "orders"'), "orders while the feed was cut").toBe(orders);

    process.kill(app.pid("worker"), "SIGUSR2");
    const backAt = new Date();
    await expect(dots.and(page.locator("[data-feed-dot=ok]"))).toHaveCount(EXCHANGES, {
      timeout: SETTLED_MS,
    });
    await expect(banner).toBeHidden();
    const fresh = `SELECT count(DISTINCT "botId") FROM "decision" WHERE "wallAt" > $1 AND "reasonCode" NOT IN ('stale_data', 'late_candle')`;
    await expect.poll(() => count(db, fresh, [backAt]), { timeout: SETTLED_MS }).toBe(6);
    const gaps = `SELECT count(*) FROM (
      SELECT "openAt" - lag("openAt") OVER w AS step, min("openAt" - lag_at) OVER w AS usual
      FROM (SELECT *, lag("openAt") OVER (PARTITION BY "exchange", "symbol", "timeframe" ORDER BY "openAt") AS lag_at
            FROM "candle") AS c WINDOW w AS (PARTITION BY "exchange", "symbol", "timeframe" ORDER BY "openAt")
    ) AS steps WHERE step <> usual`;
    expect(await count(db, gaps), "gaps in the stored candles").toBe(0);
  } finally {
    await db.end();
    await context.close();
    await app.stop();
    removeHome(app);
  }
});

async function count(db: Client, sql: string, values: readonly unknown[] = []): Promise<number> {
  const { rows } = await db.query<{ count: string }>(sql, [...values]);
  return Number(rows[0]?.count ?? Number.NaN);
}
