import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const DECIDED_MS = patient(45_000);

/** The demo's owner looks at one bot, at what is held, and at every decision. */
test.describe
  .serial("a bot, its positions and its decisions", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    let bot: { botId: string; name: string };
    const faults: string[] = [];
    const looked = () => [
      `/bots/${bot.botId}`,
      ...[
        "/bots",
        "/positions",
        "/orders",
        "/reconciliation",
        "/decisions",
        "/dashboard",
        "/settings/currency",
        "/wallet",
        "/execution",
        "/risk",
        "/alerts",
        "/reports",
        "/promotions",
        "/learning",
        "/settings/alerts",
      ],
    ];

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--demo", "--market", "simulated", "--speed", "60"] });
      context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
      page = await context.newPage();
      page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
      await signInDemo(page, app);
      bot = await firstBot(page);
    });
    test.afterAll(async () => {
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    test("the fleet shows its free slots, and a tile leads to its bot", async () => {
      const fleet = page.getByRole("region", { name: "Fleet" });
      await expect(fleet).toContainText("6 of 45");
      await expect(fleet.getByRole("link", { name: /free slots on Kraken/ })).toBeVisible();
      await fleet.getByRole("button", { name: "Today" }).click();
      await expect(fleet).toContainText("return since 00:00");
      await fleet.getByRole("link", { name: new RegExp(`^${bot.name}`) }).click();
      await expect(page).toHaveURL(new RegExp(`/bots/${bot.botId}$`));
      await expect(page.getByRole("heading", { level: 1 })).toContainText(bot.name);
    });

    test("a bot shows figures, candles with a spoken sentence and as a table, and its settings", async () => {
      await page.goto(`/bots/${bot.botId}`);
      await expect(page.getByRole("region", { name: "Key figures" })).toContainText("Bot equity");
      const chart = page.getByRole("img", { name: /candles of .* simulated prices, last / });
      await expect(chart).toBeVisible();
      await expect(page.locator("[data-level=last]")).toBeVisible();
      await page.getByRole("button", { name: "5m", exact: true }).click();
      await expect(page.getByRole("img", { name: /^\d+ 5m candles/ })).toBeVisible();
      await page.getByRole("button", { name: "Candles as a table" }).click();
      await expect(
        page.getByRole("region", { name: "Candles, table" }).locator("tbody tr").first(),
      ).toBeVisible();
      await expect(page.getByRole("region", { name: "Settings in force" })).toContainText("of capital, cap");
    });

    test("a decision says what it read and why, and is made again to the same result", async () => {
      await page.goto("/decisions");
      const table = page.getByRole("region", { name: "Decisions, table" });
      await expect(table.locator("tbody tr").first()).toBeVisible({ timeout: DECIDED_MS });
      await table.getByRole("button", { name: /^Why / }).first().click();
      const drawer = page.getByRole("dialog");
      await expect(drawer.getByRole("heading", { name: /^Why / })).toBeVisible();
      await expect(drawer.getByRole("heading", { name: /^Inputs/ })).toBeVisible();
      await drawer.getByRole("button", { name: "Replay decision" }).click();
      await expect(drawer.getByRole("status")).toHaveText("identical");
      expect(await axe(page), "decision").toEqual([]);
      await page.keyboard.press("Escape");
      await expect(drawer).toBeHidden();
    });

    test("the address keeps filter, order and columns of a table, and its file has the same rows", async () => {
      const table = page.getByRole("region", { name: "Decisions, table" });
      await page.getByRole("button", { name: "Skipped", exact: true }).click();
      await expect(page).toHaveURL(/did=skipped/);
      await table.getByRole("button", { name: /^Slot/ }).click();
      await expect(page).toHaveURL(/sort=at\.asc/);
      await page.getByRole("button", { name: "Columns" }).click();
      await page.getByRole("menuitemcheckbox", { name: "Score" }).click();
      await page.keyboard.press("Escape");
      await page.reload();
      await expect(table.locator("th[aria-sort=ascending]")).toContainText("Slot");
      await expect(table.getByRole("columnheader", { name: "Score" })).toHaveCount(0);
      const shown = table.locator("tbody tr[data-row]");
      await expect(shown.first()).toBeVisible();
      const rows = await shown.count();
      const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
      const file = await context.request.get(href ?? "");
      const lines = (await file.text()).trimEnd().split("\r\n");
      expect(file.headers()["content-disposition"]).toContain("simulated");
      expect(lines.length).toBeGreaterThan(Math.min(rows, 50));
      expect(lines.slice(1).every((line) => line.includes(",skip,"))).toBe(true);
    });

    test("rows are gone through by keyboard, and Enter opens one", async () => {
      // oldest first: what is decided meanwhile comes at the end
      await page.goto("/decisions?sort=at.asc");
      const rows = page.getByRole("region", { name: "Decisions, table" }).locator("tbody tr[data-row]");
      await expect(rows.nth(2)).toBeVisible({ timeout: DECIDED_MS });
      await expect(rows.locator("xpath=self::*[@tabindex='0']")).toHaveCount(1);
      await rows.first().focus();
      await page.keyboard.press("ArrowDown");
      await expect(rows.nth(1)).toBeFocused();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowUp");
      await expect(rows.nth(1)).toBeFocused();
      await page.keyboard.press("Home");
      await expect(rows.first()).toBeFocused();
      const opened = await rows.first().getAttribute("data-row");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(new RegExp(`decision=${opened}`));
      await expect(page.getByRole("dialog")).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toBeHidden();
    });

    test("back goes back through what was shown, and an address that makes no sense shows what stands without it", async () => {
      await page.goto("/decisions");
      const chosen = (name: string) => page.getByRole("button", { name, exact: true, pressed: true });
      await page.getByRole("button", { name: "Skipped", exact: true }).click();
      await expect(page).toHaveURL(/did=skipped/);
      await page.getByRole("button", { name: "Acted", exact: true }).click();
      await expect(page).toHaveURL(/did=acted/);
      await page.goBack();
      await expect(page).toHaveURL(/did=skipped/);
      await expect(chosen("Skipped")).toBeVisible();
      await page.goBack();
      await expect(page).toHaveURL(/decisions$/);
      await expect(chosen("All")).toBeVisible();
      await page.goForward();
      await expect(chosen("Skipped")).toBeVisible();
      await page.goto(
        "/decisions?did=everything&decision=1&sort=at.up&hide=,%20,&bot=__proto__&reason=%3Cb%3E",
      );
      await expect(chosen("All")).toBeVisible();
      await expect(
        page.getByRole("region", { name: "Decisions, table" }).locator("tbody tr").first(),
      ).toBeVisible();
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await page.goto("/positions?exchange=nowhere&bot=1&closed-sort=nothing.asc");
      await expect(page.getByRole("combobox", { name: "On exchange" })).toContainText("All exchanges");
    });

    test("positions, open and closed, can be narrowed, and their sums stand per currency", async () => {
      await page.goto("/positions");
      await expect(page.getByRole("region", { name: "Open positions", exact: true })).toBeVisible();
      await page.getByRole("combobox", { name: "On exchange" }).click();
      await page.getByRole("option", { name: "Kraken" }).click();
      await expect(page).toHaveURL(/exchange=kraken/);
      const closed = page.getByRole("region", { name: "Closed positions", exact: true });
      await expect(closed.getByText(/No closed position matches|Kraken/).first()).toBeVisible();
      await expect(closed.getByText("Binance")).toHaveCount(0);
    });

    test("every order stands in one table, narrowed by state, and a row opens its life", async () => {
      await page.goto("/orders?state=filled");
      const table = page.getByRole("region", { name: "Orders, table" });
      const life = table.getByRole("button", { name: /^Life of/ }).first();
      await expect(life).toBeVisible({ timeout: DECIDED_MS });
      await life.click();
      const drawer = page.getByRole("dialog");
      await expect(drawer).toContainText("Intent written");
      await expect(drawer).toContainText("Known by");
      await expect(page).toHaveURL(/order=[0-9a-f-]{36}/);
      await page.goto(`/orders?order=${crypto.randomUUID()}`);
      await expect(table).toBeVisible();
    });

    test("ours, theirs and the difference stand beside each other for every venue and asset", async () => {
      await page.goto("/reconciliation");
      const table = page.getByRole("region", { name: "Reconciliation, table" });
      const rows = table.getByRole("row", { name: /Binance demo/ });
      await expect(rows.first()).toContainText("Adds up", { timeout: DECIDED_MS });
      await expect(page.getByText("past this system")).toHaveCount(0);
    });

    test("all of it stands in the owner's currency, by rates that say where they are from; without one it is n/a", async () => {
      const rates = page.getByRole("region", { name: "Rates, table" });
      const total = page.locator("[data-display-total]");
      await page.goto("/settings/currency");
      await page.getByRole("button", { name: "GBP" }).click();
      await expect(rates.locator("tfoot")).toContainText("n/a", { timeout: DECIDED_MS });
      await expect(rates).toContainText("ZAR has no rate: no exchange here trades ZAR against GBP");
      await page.goto("/dashboard");
      await expect(total).toContainText("All of it in GBP: n/a");
      await page.goto("/settings/currency");
      await page.getByRole("button", { name: "ZAR" }).click();
      await expect(rates).toContainText(/1 USDT = \d+\S* ZAR by simulated prices: BTC/, {
        timeout: DECIDED_MS,
      });
      await page.goto("/dashboard");
      await expect(total).toContainText(/All of it in ZAR: R\s\d/);
      await page.goto("/bots");
      const table = page.getByRole("region", { name: "Bots, table" });
      await expect(table.getByRole("columnheader", { name: "Equity in ZAR" })).toBeVisible();
      await expect(table.locator("[data-full*='by simulated prices']").first()).toContainText("≈");
    });

    test("execution quality stands per exchange and book, narrowed by the address, and its file has the same rows", async () => {
      await page.goto("/execution");
      const table = page.getByRole("region", { name: "Execution quality, table" });
      const rows = table.locator("tbody tr[data-row]");
      await expect(rows.first()).toContainText("bp", { timeout: DECIDED_MS });
      await expect(page.getByRole("img", { name: /^Slippage at .* demo: \d/ }).first()).toBeVisible();
      await expect(page.getByRole("region", { name: "Latency, table" })).toContainText("ms");
      await page.getByRole("button", { name: "24 h" }).click();
      await page.getByRole("combobox", { name: "Which orders" }).click();
      await page.getByRole("option", { name: "Entries", exact: true }).click();
      await expect(page).toHaveURL(/period=1d&purpose=entry/);
      const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
      expect(href).toContain("period=1d");
      const file = await context.request.get(href ?? "");
      const [head = "", first = ""] = (await file.text()).trimEnd().split("\r\n");
      expect(head).toContain("slippage_bps_median");
      expect(first).toMatch(/^demo,/);
      await expect(page.getByText("No live bot has a twin")).toBeVisible();
    });

    test("what is not there, or is somebody else's, is not there", async () => {
      const stranger = crypto.randomUUID();
      await page.goto(`/bots/${stranger}`);
      await expect(page.getByText("There is nothing at this address")).toBeVisible();
      const input = encodeURIComponent(JSON.stringify({ json: { decisionId: stranger } }));
      expect((await context.request.get(`/api/trpc/decisions.show?input=${input}`)).status()).toBe(404);
      expect((await context.request.get("/api/export/users.csv")).status()).toBe(404);
    });

    for (const theme of ["dark", "light"]) {
      test(`no new page has a serious fault of accessibility in the ${theme} theme`, async () => {
        await page.evaluate((look) => localStorage.setItem("amarktai.look", look), JSON.stringify({ theme }));
        for (const path of looked()) {
          await page.goto(path);
          await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
          await expect(page.locator("main section").first()).toBeVisible();
          await expect(page.getByRole("status", { name: /: loading$/ })).toHaveCount(0);
          expect(await axe(page), `${path} ${theme}`).toEqual([]);
        }
      });
    }

    test("no new page is wider than a phone, and the others stand behind More", async () => {
      await page.setViewportSize({ width: 360, height: 800 });
      for (const path of looked()) {
        await page.goto(path);
        await expect(page.locator("main section").first()).toBeVisible();
        await expect(page.getByRole("status", { name: /: loading$/ })).toHaveCount(0);
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(over, path).toBe(0);
      }
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "Decisions" }).click();
      await expect(page).toHaveURL(/\/decisions$/);
    });

    test("no page has thrown", () => {
      expect(faults).toEqual([]);
    });
  });

async function firstBot(page: Page): Promise<{ botId: string; name: string }> {
  const answer = await page.request.get("/api/trpc/bots.list?input=%7B%22json%22%3A%7B%7D%7D");
  const [bot] = (await answer.json()).result.data.json;
  return bot;
}
