import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";

const OWNER = { name: "Ada", email: "ada@example.com", password: "a long sentence of 12" };
test.describe
  .serial("candles", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    const faults: string[] = [];
    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--practice"] });
      context = await browser.newContext({ baseURL: app.url, viewport: { width: 1280, height: 900 } });
      page = await context.newPage();
      page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    });
    test.afterAll(async () => {
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });
    test("download", async () => {
      await page.goto(`/welcome?token=${/welcome\?token=(\S+)/.exec(app.output())?.[1]}`);
      await page.getByLabel("Your name").fill(OWNER.name);
      await page.getByLabel("E-mail").fill(OWNER.email);
      await page.getByLabel("Password").fill(OWNER.password);
      await page.getByRole("button", { name: "Make the owner account" }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
      await page.getByRole("link", { name: "Candles" }).first().click();
      await page
        .getByLabel("First day, UTC")
        .fill(new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10));
      await page.getByRole("button", { name: "Download", exact: true }).click();
      const row = page.locator('[data-series="practice-binance:BTC/USDT:1h"]');
      await expect(row).toContainText("done", { timeout: patient(60_000) });
      await page.getByRole("textbox", { name: "Market" }).fill("BTC/USDD");
      await page.getByRole("button", { name: "Download", exact: true }).click();
      await expect(page.locator('[data-series="practice-binance:BTC/USDD:1h"]')).toContainText(
        "does not list",
        { timeout: patient(30_000) },
      );
      for (const theme of ["dark", "light"]) {
        await page.evaluate((look) => localStorage.setItem("amarktai.look", look), JSON.stringify({ theme }));
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: 900 });
          await page.goto("/candles");
          await expect(row).toBeVisible();
          expect(await axe(page), `${theme} ${width}`).toEqual([]);
          const over = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(over).toBe(0);
        }
      }
      await page.setViewportSize({ width: 1280, height: 900 });
      await row.getByRole("button").first().click();
      await expect(page.getByRole("dialog")).toContainText("No candle is missing");
      await page.keyboard.press("Escape");
      await row.getByRole("button", { name: /Delete/ }).click();
      await expect(row).toHaveCount(0);
      expect(faults).toEqual([]);
    });
  });
