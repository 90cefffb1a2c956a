import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const LOSS = /^8 %….*Loss within an hour/;

test.describe
  .serial("the bodyguard", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    const faults: string[] = [];
    const card = () => page.getByRole("dialog");
    const resting = () => page.getByRole("region", { name: "In quarantine" });

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

    async function setHourLoss(from: RegExp, to: string): Promise<void> {
      const watched = page.getByRole("region", { name: "What is watched" });
      await watched.getByRole("button", { name: from }).click();
      await card().getByLabel("New value").fill(to);
      await card().getByRole("button", { name: "Go on" }).click();
      await card().getByRole("button", { name: "Approve" }).click();
      await expect(card()).toBeHidden();
    }

    test("watches the demo's bots, and a threshold that is lowered takes one out of trading, with its evidence", async () => {
      test.setTimeout(patient(180_000));
      await page.goto("/bodyguard");
      await expect(page.getByRole("row", { name: /^Loss within an hour/ })).toBeVisible();
      await expect(resting()).toContainText("1 h → 3 h → 24 h → archive");
      await setHourLoss(LOSS, "0.01 %");
      await expect(resting().getByRole("listitem").first()).toBeVisible({ timeout: patient(120_000) });
      await setHourLoss(/^0.01 %….*Loss within an hour/, "8 %");
      await resting()
        .getByRole("button", { name: /^Evidence/ })
        .first()
        .click();
      await expect(card()).toContainText("of its capital within an hour, more than 0.01");
      await expect(card().getByRole("row", { name: /^Measured/ })).toBeVisible();
      await expect(card()).toContainText("Quarantined, step 1");
    });

    test("what its owner says of it is counted, and the bot is let go by a card", async () => {
      await card().getByRole("button", { name: "It was a false alarm" }).click();
      await expect(page.getByRole("definition").filter({ hasText: "1 of 1 marked" })).toContainText("100.00");
      await page.keyboard.press("Escape");
      const one = resting().getByRole("listitem").first();
      const name = (await one.getByRole("link").first().textContent()) ?? "";
      await one.getByRole("button", { name: /^Let go/ }).click();
      await card().getByRole("button", { name: "Approve" }).click();
      await expect(resting().getByRole("link", { name, exact: true })).toBeHidden({
        timeout: patient(30_000),
      });
      await expect(page.getByRole("row", { name: new RegExp(`${name}.*Let go early`) })).toBeVisible();
    });

    for (const theme of ["dark", "light"])
      test(`has no serious fault of accessibility in the ${theme} theme, with and without its drawer`, async () => {
        await page.evaluate((look) => localStorage.setItem("amarktai.look", look), JSON.stringify({ theme }));
        await page.goto("/bodyguard");
        await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
        await expect(page.getByRole("row", { name: /Let go early/ })).toBeVisible();
        expect(await axe(page)).toEqual([]);
        await page
          .getByRole("button", { name: /^Evidence: / })
          .first()
          .click();
        await expect(card()).toContainText("What happened");
        expect(await axe(page)).toEqual([]);
      });

    test("fits a phone, and nothing failed on the way", async () => {
      await page.setViewportSize({ width: 360, height: 800 });
      await page.goto("/bodyguard");
      await expect(page.getByRole("row", { name: /^Loss within an hour/ })).toBeVisible();
      const overflows = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(overflows).toBe(false);
      expect(faults).toEqual([]);
    });
  });
