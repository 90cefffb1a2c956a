import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const JOBS = ["Due cycles", "Stop sweep", "Trading cycle"] as const;
const FIRST_RUN_MS = patient(45_000);

/** Background jobs as their owner sees and steers them, with the real engine behind the page. */
test.describe
  .serial("the jobs page", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--demo", "--market", "simulated", "--speed", "60"] });
      context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
      page = await context.newPage();
      await signInDemo(page, app);
    });
    test.afterAll(async () => {
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    test("every job says when it runs and how its last run ended, without a reload", async () => {
      await page.getByRole("link", { name: "Jobs" }).first().click();
      await expect(page).toHaveURL(/\/jobs$/);
      await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
      for (const name of JOBS)
        await expect(rowOf(page, name).getByText("Completed")).toBeVisible({ timeout: FIRST_RUN_MS });
      await expect(rowOf(page, "Due cycles")).toContainText("every 30 minutes UTC");
      await expect(rowOf(page, "Stop sweep")).toContainText(
        "every minute UTC or on positions/sweep.requested",
      );
      await expect(rowOf(page, "Trading cycle")).toContainText("on cycle/due");
      await expect(rowOf(page, "Trading cycle").getByRole("button", { name: /^Run now/ })).toHaveCount(0);
      expect(await axe(page)).toEqual([]);
    });

    test("a run opens with its steps, and gives the focus back", async () => {
      await rowOf(page, "Trading cycle")
        .getByRole("button", { name: /^Trading cycle/ })
        .click();
      await expect(page).toHaveURL(/job=amarktai-run-trading-cycle/);
      await expect(page.getByRole("button", { name: /^Steps of Stop sweep/ })).toHaveCount(0);
      await expect(runButtons(page).first()).toBeVisible();
      const [id] = await idsOf(page);
      await page.locator(`#${id}`).click();
      const drawer = page.getByRole("dialog");
      await expect(drawer.getByRole("listitem").first()).toContainText(/plan.*done/);
      await expect(drawer.getByText("cycle/due", { exact: true })).toBeVisible();
      expect(await axe(page)).toEqual([]);
      await page.reload();
      await expect(drawer.getByRole("listitem").first()).toContainText(/plan.*done/);
      await page.keyboard.press("Escape");
      await expect(drawer).toBeHidden();
      await expect(page.locator(`#${id}`)).toBeFocused();
    });

    test("run now begins a run, and replay begins one more", async () => {
      await page.goto("/jobs?job=amarktai-fan-out-cycles");
      await expect(runButtons(page).first()).toBeVisible();
      const before = await idsOf(page);
      await rowOf(page, "Due cycles")
        .getByRole("button", { name: /^Run now/ })
        .click();
      await expect(page.getByText("Due cycles: asked to run.")).toBeVisible();
      await openAsked(page, before);
      const between = await idsOf(page);
      await page.getByRole("dialog").getByRole("button", { name: "Replay" }).click();
      await expect(page.getByText("Due cycles: asked to run again.")).toBeVisible();
      await page.keyboard.press("Escape");
      await openAsked(page, between);
      await page.keyboard.press("Escape");
    });

    test("a paused job stays paused after a reload, and starts nothing until it is unpaused", async () => {
      await page.goto("/jobs?job=amarktai-poll-stop-losses");
      const row = rowOf(page, "Stop sweep");
      await row.getByRole("button", { name: /^Pause/ }).click();
      // a job that safety needs waits for a click on a card that says what stops
      const card = page.getByRole("dialog");
      await expect(card).toContainText("without the sweep behind it");
      await expect(row.getByText("Paused", { exact: true })).toHaveCount(0);
      await card.getByRole("button", { name: "Approve" }).click();
      await expect(row.getByText("Paused", { exact: true })).toBeVisible();
      await expect(row).toContainText("not while paused");
      await expect(page.getByText('The job "Stop sweep" is paused.')).toBeVisible();
      await page.reload();
      await expect(row.getByText("Paused", { exact: true })).toBeVisible();
      await expect(row.getByRole("button", { name: /^Run now/ })).toHaveCount(0);
      const [newest] = await idsOf(page);
      // longer than five of its minutes at this speed, and longer than the page takes to read again
      await page.waitForTimeout(5_000);
      expect((await idsOf(page))[0]).toBe(newest);
      await row.getByRole("button", { name: /^Unpause/ }).click();
      await expect(row.getByText("Paused", { exact: true })).toHaveCount(0);
      await expect(page.getByText('The job "Stop sweep" is paused.')).toHaveCount(0);
      await expect.poll(async () => (await idsOf(page))[0]).not.toBe(newest);
    });

    test("a paused cycle is said on every page, where bots say Running, on Health and to probes", async () => {
      await page.goto("/jobs");
      await rowOf(page, "Trading cycle")
        .getByRole("button", { name: /^Pause/ })
        .click();
      await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
      const banner = page.getByText('The job "Trading cycle" is paused.').first();
      for (const path of ["/dashboard", "/bots", "/health"]) {
        await page.goto(path);
        await expect(banner).toBeVisible();
      }
      await expect(page.getByText("Ready, held back")).toBeVisible();
      const probed = await context.request.get("/api/ready");
      expect(probed.status()).toBe(200);
      expect((await probed.json()).checks.fleet).toMatchObject({ ok: true, warn: true });
      await page.goto("/bots");
      const table = page.getByRole("region", { name: "Bots, table" });
      await expect(table.getByText("Running, held back").first()).toBeVisible();
      await page.goto("/dashboard");
      await expect(page.getByRole("link", { name: /held back: the job/ }).first()).toBeVisible();
      await page.goto("/jobs");
      await rowOf(page, "Trading cycle")
        .getByRole("button", { name: /^Unpause/ })
        .click();
      await expect(banner).toHaveCount(0);
    });
  });

const rowOf = (page: Page, job: string): Locator =>
  page.getByRole("region", { name: "Jobs, table" }).getByRole("row").filter({ hasText: job });

const runButtons = (page: Page): Locator => page.getByRole("button", { name: /^Steps of/ });

const idsOf = (page: Page): Promise<readonly string[]> =>
  runButtons(page).evaluateAll((buttons) => buttons.map((button) => button.id));

/** Opens the run that came of asking: its event bears the request's id, a scheduled one does not. */
async function openAsked(page: Page, before: readonly string[]): Promise<void> {
  const event = page.getByRole("dialog").getByText('"request:');
  await expect(async () => {
    const fresh = (await idsOf(page)).filter((id) => !before.includes(id));
    expect(fresh.length).toBeGreaterThan(0);
    for (const id of fresh) {
      await page.locator(`#${id}`).click();
      if (
        await event.waitFor({ timeout: patient(2_000) }).then(
          () => true,
          () => false,
        )
      )
        return;
    }
    expect(fresh, "none of them was asked for").toEqual([]);
  }).toPass({ timeout: patient(15_000) });
}
