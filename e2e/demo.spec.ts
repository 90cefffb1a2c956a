import { type BrowserContext, expect, test } from "@playwright/test";
import { Decimal } from "decimal.js";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { removeHome, startApp } from "./app";
import { openDatabase } from "./invariants";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

/** A minute where nothing else runs. */
const FIRST_FILL_MS = patient(60_000);
/**
 * Ten market hours take two and a half minutes of it; at speed 60 they are the ten minutes the demo is promised for.
 * Much faster, a busy machine overtakes slots before they are decided on, which says nothing about the demo.
 */
const FAST = "240";
/** Twenty market hours, and as many again for the slots that a busy machine overtook. */
const ALL_TRADED_MS = 600_000;
const LOOK_EVERY_MS = 500;
/** How money is stored: a holding is worth its amount at the price, rounded to that. */
const STORED = 18;
const ROUND_HALF_EVEN = 6;
const Precise = Decimal.clone({ precision: 60 });

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** What a newcomer sees: six bots on five exchanges, soon alive, with figures that add up. */
test("the demo starts at 0.00 %, fills, all six bots trade, and its figures add up at every look", async ({
  browser,
}) => {
  test.setTimeout(patient(480_000));
  const args = ["--demo", "--market", "simulated", "--seed", "42"];
  let app = await startApp({ args: [...args, "--speed", "60"] });
  const readyAt = Date.now();
  const { home } = app;
  try {
    const context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await signInDemo(page, app);
    const currencies = page.getByRole("group", { name: "Currency" });
    for (const currency of ["USD", "USDT", "ZAR"])
      await expect(currencies.getByRole("button", { name: new RegExp(`^${currency} `) })).toBeVisible();
    expect(await firstReturns(home)).toEqual(["USD 0.00 %", "USDT 0.00 %", "ZAR 0.00 %"]);
    await expect(page.getByRole("region", { name: "Fleet" })).toContainText("6 of 45");
    await watchSums(context, async () => (await tradedBots(home)) > 0, readyAt + FIRST_FILL_MS);
    expect(await tradedBots(home), "bots that traded at the demo's own speed").toBeGreaterThan(0);
    await context.close();
    await app.stop();

    app = await startApp({ args: [...args, "--speed", FAST], home });
    const again = await browser.newContext({ baseURL: app.url });
    await signInDemo(await again.newPage(), app);
    const allTraded = async () => (await tradedBots(home)) === 6;
    // the prices of a seed depend on the hour the demo starts: one of six may see no signal for long
    await watchSums(again, allTraded, Date.now() + ALL_TRADED_MS);
    expect(await tradedBots(home), "bots that traded").toBe(6);
    await again.close();
  } finally {
    await app.stop();
    removeHome({ home });
  }
});

/** Looks twice a second until something holds or the time is up: equity is cash and positions in every view. */
async function watchSums(
  context: BrowserContext,
  holds: () => Promise<boolean>,
  until: number,
): Promise<void> {
  let looks = 0;
  while (Date.now() < until) {
    const reply = await context.request.get("/api/trpc/dashboard.live");
    const view = (await reply.json()).result.data.json as LiveView | null;
    if (view) {
      looks += 1;
      for (const total of view.totals) {
        const held = view.positions.filter(({ quote }) => quote === total.currency);
        const worth = held.map(({ amount, lastPrice }) =>
          new Precise(amount)
            .times(lastPrice ?? Number.NaN)
            .toDecimalPlaces(STORED, ROUND_HALF_EVEN)
            .toFixed(),
        );
        const at = `${total.currency} at ${view.marketAt}`;
        const {
          cash,
          dustValue = "",
          dustCost = "",
          idle = "",
          funded,
          realised,
          unrealised,
          equity,
        } = total;
        expect(sumOf(cash, dustValue, ...worth), `${at}: cash, positions and dust`).toBe(equity);
        const made = sumOf(funded, realised, unrealised, dustValue, `-${dustCost}`);
        expect(made, `${at}: funded, realised, unrealised and dust`).toBe(equity);
        const ofBots = view.bots.filter(({ currency }) => currency === total.currency);
        expect(sumOf(idle, ...ofBots.map((bot) => bot.equity)), `${at}: bots and idle`).toBe(equity);
      }
    }
    if (await holds()) break;
    await pause(LOOK_EVERY_MS);
  }
  expect(looks).toBeGreaterThan(0);
}

/** To the last digit. */
const sumOf = (...parts: readonly string[]): string =>
  parts.reduce((sum, part) => sum.plus(part), new Precise(0)).toFixed();

async function tradedBots(home: string): Promise<number> {
  return Number((await ask(home, 'SELECT count(DISTINCT "botId") AS value FROM "fill"'))[0]?.value);
}

/** The first point of each currency's curve over what was funded. */
async function firstReturns(home: string): Promise<readonly string[]> {
  const rows = await ask(
    home,
    `SELECT p."currency" || ' ' || round((p."equity" / f.funded - 1) * 100, 2) || ' %' AS value
     FROM (SELECT DISTINCT ON ("currency") * FROM "equity_point" ORDER BY "currency", "wallAt") p
     JOIN (SELECT "asset", -sum("balance") AS funded FROM "ledger_account" WHERE "kind" = 'funding' GROUP BY 1) f
       ON f."asset" = p."currency" ORDER BY 1`,
  );
  return rows.map(({ value }) => value);
}

async function ask(home: string, sql: string): Promise<readonly { readonly value: string }[]> {
  const client = await openDatabase(home);
  try {
    return (await client.query<{ value: string }>(sql)).rows;
  } finally {
    await client.end();
  }
}
