import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const DONE_MS = patient(30_000);
const PAGE = /\/backtests\/[0-9a-f-]{36}$/;

/** The demo's owner asks for backtests, watches them, reads their reports, and compares two. */
test.describe
  .serial("backtests", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    let report: string;
    let comparison: string;
    const faults: string[] = [];

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--demo", "--market", "simulated", "--speed", "60"] });
      context = await browser.newContext({ baseURL: app.url, viewport: { width: 1280, height: 900 } });
      page = await context.newPage();
      page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
      await signInDemo(page, app);
    });
    test.afterAll(async () => {
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    test("where there is none, the page says what to do, and the form names what is wrong at its field", async () => {
      await page.getByRole("link", { name: "Backtests" }).first().click();
      await expect(page.getByRole("heading", { name: "No backtests yet" })).toBeVisible();
      const form = page.getByRole("form", { name: "New backtest" });
      await form.getByLabel("Fast", { exact: true }).fill("1");
      await form.getByLabel("Fee, one side").fill("much");
      await form.getByRole("button", { name: "Start run" }).click();
      await expect(form.getByLabel("Fast", { exact: true })).toHaveAttribute("aria-invalid", "true");
      await expect(form.getByLabel("Fast", { exact: true })).toBeFocused();
      await expect(form).toContainText("Write a whole number from 2 to 100.");
      await expect(form).toContainText("Write a percentage from 0 to below 10");
      expect(await axe(page), "form").toEqual([]);
      await form.getByLabel("Fast", { exact: true }).fill("9");
      await form.getByLabel("Fee, one side").fill("0.1");
      await form.getByLabel("Slow", { exact: true }).fill("5");
      await form.getByRole("button", { name: "Start run" }).click();
      await expect(form.getByRole("alert")).toContainText("The parameters do not suit EMA cross");
      await form.getByLabel("Slow", { exact: true }).fill("26");
    });

    test("a run of the form becomes a report that names its prices and has every figure labelled", async () => {
      await page.getByRole("button", { name: "The last 7 d", exact: true }).click();
      await page.getByRole("button", { name: "Start run" }).click();
      await expect(page).toHaveURL(PAGE);
      report = page.url();
      const figures = page.getByRole("region", { name: "Key figures" });
      await expect(figures).toContainText("Net result", { timeout: DONE_MS });
      await expect(figures).toContainText("trade based");
      await expect(page.getByRole("main")).toContainText("SIMULATED MARKET");
      await expect(page.getByRole("region", { name: "Checks" })).toContainText("2 of 2 passed");
      await figures.getByRole("button", { name: "Sharpe" }).focus();
      await expect(page.getByRole("tooltip")).toContainText("Sharpe 1994");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("img", { name: /^Equity in USDT/ })).toBeVisible();
      await expect(page.getByRole("img", { name: /candles of BTC\/USDT/ })).toBeVisible();
      expect(await axe(page), "report").toEqual([]);
    });

    test("a trade shows on the candles, stays in the address, and the file has the same trades", async () => {
      const table = page.getByRole("region", { name: "Trades, table" });
      const count = Number(await table.locator("table").getAttribute("aria-rowcount")) - 1;
      expect(count).toBeGreaterThan(0);
      await table
        .getByRole("button", { name: /on the candles$/ })
        .first()
        .click();
      await expect(page).toHaveURL(/trade=\d+/);
      await page.reload();
      await expect(page.getByRole("button", { name: "All trades" })).toBeVisible();
      const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
      const file = await (await context.request.get(href ?? "")).text();
      expect(file.trimEnd().split("\r\n")).toHaveLength(count + 1);
    });

    test("a long search shows its progress, survives a reload, and ends when it is cancelled", async () => {
      await page.goto("/backtests?new=1");
      await page.getByRole("button", { name: "Walk-forward", exact: true }).click();
      await page.getByRole("button", { name: "The last 1 y", exact: true }).click();
      await page.getByLabel("Fast from").fill("4");
      await page.getByLabel("Fast to").fill("40");
      await page.getByLabel("Fast step").fill("1");
      await page.getByLabel("Slow to").fill("45");
      await page.getByLabel("Slow step").fill("1");
      await page.getByLabel("Fit on").fill("300");
      await page.getByLabel("Judge on").fill("7");
      await page.getByRole("button", { name: "Start walk-forward" }).click();
      await expect(page).toHaveURL(PAGE);
      await expect.poll(() => progressOf(page), { timeout: DONE_MS }).toBeGreaterThan(0);
      await page.reload();
      await expect.poll(() => progressOf(page), { timeout: DONE_MS }).toBeGreaterThan(0);
      await expect(page.getByText(/^\d+\s% · [\d\s]+ of [\d\s]+/)).toBeVisible();
      await page.getByRole("button", { name: /^Cancel/ }).click();
      await expect(page.getByRole("heading", { name: "This backtest was cancelled" })).toBeVisible();
    });

    test("run again repeats a backtest with the same result, and two stand side by side", async () => {
      await page.goto(report);
      const net = page.getByRole("region", { name: "Key figures" }).locator("dl > div").first();
      await expect(net).toContainText("USDT");
      const first = await net.textContent();
      await page.getByRole("link", { name: "Run again…" }).click();
      const form = page.getByRole("form", { name: "New backtest" });
      await expect(form.getByLabel("Fast", { exact: true })).toHaveValue("9");
      await form.getByLabel("Slow", { exact: true }).fill("40");
      await form.getByRole("button", { name: "Start run" }).click();
      await expect(page).toHaveURL(PAGE);
      await expect(net).toContainText("USDT", { timeout: DONE_MS });
      expect(await net.textContent()).not.toBe(first);
      await page.goto("/backtests");
      const done = page.getByRole("checkbox", { name: /^Compare/, disabled: false });
      await done.nth(0).check();
      await done.nth(1).check();
      await page.getByRole("link", { name: "Compare two" }).click();
      await expect(page.getByRole("img", { name: /^Returns since the start: A ended at/ })).toBeVisible();
      comparison = page.url();
      await expect(page.getByRole("region", { name: "What differs", exact: true })).toContainText("slow");
      await expect(page.getByRole("region", { name: "Figures, table" })).toContainText("pp");
      expect(await axe(page), "comparison").toEqual([]);
    });

    test("an unknown backtest is not there, and one can be deleted after a question", async () => {
      await page.goto(`/backtests/${crypto.randomUUID()}`);
      await expect(page.getByText("There is nothing at this address")).toBeVisible();
      await page.goto("/backtests/nonsense");
      await expect(page.getByText("There is nothing at this address")).toBeVisible();
      await page.goto("/backtests");
      const rows = page.getByRole("region", { name: "Backtests, table" }).locator("tbody tr[data-row]");
      await expect(rows).toHaveCount(3);
      await page.getByRole("button", { name: /^Delete Walk-forward/ }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog).toContainText("Delete this backtest?");
      await dialog.getByRole("button", { name: "Delete", exact: true }).click();
      await expect(rows).toHaveCount(2);
    });

    for (const theme of ["dark", "light"]) {
      test(`on a phone nothing is wider than the screen, and axe finds nothing serious, ${theme}`, async () => {
        await page.setViewportSize({ width: 360, height: 800 });
        await page.evaluate((look) => localStorage.setItem("amarktai.look", look), JSON.stringify({ theme }));
        for (const path of ["/backtests?new=1", report, comparison]) {
          await page.goto(path);
          await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
          await expect(page.locator("main section").first()).toBeVisible();
          await expect(page.getByRole("status", { name: /: loading$/ })).toHaveCount(0);
          const over = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(over, path).toBe(0);
          expect(await axe(page), `${path} ${theme}`).toEqual([]);
        }
      });
    }

    test("no page has thrown", () => {
      expect(faults).toEqual([]);
    });
  });

/** What the bar says, in percent; null while there is none. */
async function progressOf(page: Page): Promise<number> {
  const bar = page.getByRole("progressbar").first();
  return (await bar.isVisible()) ? Number(await bar.getAttribute("aria-valuenow")) : -1;
}
