import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";

const OWNER = { name: "Ada", email: "ada@example.com", password: "a long sentence of 12" };
const PATHS = ["/dashboard", "/bots", "/trades", "/jobs", "/health"] as const;
const FIRST_FILL_MS = patient(60_000);

/** Signs a person up with the token that the start printed, and goes through every page as they would. */
test.describe
  .serial("the first minutes of an owner", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    let token: string;

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--market", "simulated", "--speed", "60"] });
      token = /welcome\?token=(\S+)/.exec(app.output())?.[1] ?? "";
      context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
      page = await context.newPage();
    });
    test.afterAll(async () => {
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    test("nobody gets in before there is an owner", async () => {
      await page.goto("/bots");
      await expect(page).toHaveURL(/\/welcome$/);
      await expect(page.getByRole("status", { name: "Market mode" })).toContainText("SIMULATED MARKET");
    });

    test("a wrong token and a name with markup are refused in a sentence", async () => {
      await page.goto("/welcome?token=not-the-token");
      await fillWelcome(page, OWNER);
      await page.getByRole("button", { name: "Make the owner account" }).click();
      await expect(said(page)).toContainText("not the one-time owner token");
      await page.getByLabel("Owner token").fill(token);
      await page.getByLabel("Your name").fill("<b>Ada</b>");
      await page.getByRole("button", { name: "Make the owner account" }).click();
      await expect(said(page)).toContainText("A name has no < or >");
      expect(await axe(page), "welcome").toEqual([]);
    });

    test("the token makes the owner and leads to the dashboard", async () => {
      await page.goto(`/welcome?token=${token}`);
      await expect(page).toHaveURL(/\/welcome$/);
      await fillWelcome(page, OWNER);
      await page.getByRole("button", { name: "Make the owner account" }).click();
      await expect(page).toHaveURL(/\/dashboard$/, { timeout: patient(10_000) });
      await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
    });

    test("the dashboard ticks and the first fill comes", async () => {
      const clock = page.getByRole("region", { name: "Market", exact: true }).locator("time");
      const before = await clock.textContent();
      await expect(clock).not.toHaveText(before ?? "", { timeout: patient(10_000) });
      const toast = page.getByRole("listitem").filter({ hasText: "First fill in this window." });
      await expect(toast).toContainText(/(bought|sold) \d[\d.\s]* [A-Z]+ at /, { timeout: FIRST_FILL_MS });
      const [, quote] = /\s([A-Z]{3,5})\.First fill/.exec((await toast.textContent()) ?? "") ?? [];
      await page.getByRole("button", { name: new RegExp(`^${quote} `) }).click();
      const equity = page.getByRole("region", { name: "Key figures" }).locator("dd > div").first();
      const first = await equity.textContent();
      await expect(
        page
          .getByRole("region", { name: "Activity" })
          .getByRole("link", { name: /bought|sold/ })
          .first(),
      ).toBeVisible();
      await expect(equity).not.toHaveText(first ?? "", { timeout: patient(45_000) });
      await toast.getByRole("button", { name: "Why" }).click();
      await expect(
        page.getByRole("dialog").getByRole("heading", { name: /^Why .* (bought|sold) / }),
      ).toBeVisible();
    });

    test("a trade says why, and gives the focus back", async () => {
      await page.getByRole("link", { name: "Trades" }).first().click();
      await expect(page).toHaveURL(/\/trades/);
      const why = page.getByRole("button", { name: /^Why .* (bought|sold) / }).last();
      const fillId = (await why.getAttribute("id"))?.replace("why-", "");
      await why.click();
      const drawer = page.getByRole("dialog");
      await expect(drawer.getByRole("heading", { name: /^Why .* (bought|sold) / })).toBeVisible();
      await expect(drawer.getByRole("heading", { name: /^Signals/ })).toBeVisible();
      await expect(drawer.getByRole("heading", { name: /^Order/ })).toBeVisible();
      await expect(drawer.getByRole("row", { name: /^Sum, / }).first()).toHaveText(/\D0[.,]0+(\D|$)/);
      await expect(page).toHaveURL(new RegExp(`trade=${fillId}`));
      expect(await axe(page), "why").toEqual([]);
      await page.keyboard.press("Escape");
      await expect(drawer).toBeHidden();
      await expect(page.locator(`#why-${fillId}`)).toBeFocused();
    });

    test("bad bots are refused in a sentence, and nothing changes", async () => {
      await page.goto("/bots");
      const rows = page.getByRole("region", { name: "Bots, table" }).locator("tbody tr");
      await expect(rows.first()).toBeVisible();
      const count = await rows.count();
      await page.getByRole("button", { name: "Create bot…" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("<i>Zeus</i>");
      await dialog.getByLabel("Capital").fill("1000");
      await dialog.getByRole("button", { name: "Create bot" }).click();
      await expect(dialog.getByRole("alert")).toContainText("2 to 24 letters");
      await dialog.getByLabel("Name").fill("Prometheus");
      await dialog.getByLabel("Capital").fill("-5");
      await dialog.getByRole("button", { name: "Create bot" }).click();
      await expect(dialog.getByRole("alert")).toContainText("Capital must be more than zero");
      const capital = dialog.getByLabel("Capital");
      await capital.fill("10,000");
      await dialog.getByRole("button", { name: "Create bot" }).click();
      await expect(dialog.getByRole("alert")).toContainText("may be 10000 or 10");
      await expect(capital).toBeFocused();
      // what only the server knows stands at its field, too
      await capital.fill("999999999");
      await dialog.getByRole("button", { name: "Create bot" }).click();
      await expect(dialog.getByRole("alert")).toContainText("Lower its capital to");
      await expect(capital).toHaveAttribute("aria-invalid", "true");
      await expect(capital).toBeFocused();
      expect(await axe(page), "create bot").toEqual([]);
      await page.keyboard.press("Escape");
      const bad = await createByCall(page, "NOT-A-SYMBOL");
      expect(bad.status).toBe(400);
      expect(bad.message).toContain("BASE/QUOTE");
      await page.reload();
      await expect(rows).toHaveCount(count);
    });

    test("a paused bot stays paused after a reload, and resumes on approval only", async () => {
      const row = page.getByRole("region", { name: "Bots, table" }).locator("tbody tr").first();
      await row.getByRole("button", { name: /^Pause/ }).click();
      await expect(row).toContainText("Paused");
      await page.reload();
      await expect(row).toContainText("Paused");
      await row.getByRole("button", { name: /^Resume/ }).click();
      const card = page.getByRole("dialog");
      await expect(card.getByRole("button", { name: "Approve" })).toBeVisible();
      await page.reload();
      const waiting = page.getByRole("region", { name: "Waiting for you" });
      await waiting.getByRole("button", { name: "Deny" }).click();
      await expect(waiting).toBeHidden();
      await expect(row).toContainText("Paused");
      await row.getByRole("button", { name: /^Resume/ }).click();
      expect(await axe(page), "approval").toEqual([]);
      await card.getByRole("button", { name: "Approve" }).click();
      await expect(row).toContainText("Running");
    });

    test("Shift+Esc stops everything from any page, and only the password and a code end it", async () => {
      await page.goto("/trades");
      await expect(page.locator("main section").first()).toBeVisible();
      await page.keyboard.press("Shift+Escape");
      const dialog = page.getByRole("dialog");
      await expect(dialog).toContainText("No new entry reaches an exchange");
      await expect(dialog.getByRole("listitem").filter({ hasText: "No entry sent after it" })).toBeVisible();
      expect(await axe(page), "emergency stop").toEqual([]);
      await page.reload();
      await expect(page.locator("[data-mode=halted]")).toBeVisible();
      await page.goto("/bots");
      const rows = page.getByRole("region", { name: "Bots, table" }).locator("tbody tr");
      await expect(rows.filter({ hasText: "Running" })).toHaveCount(0);
      await page.getByRole("button", { name: "Stopped" }).click();
      await dialog.getByRole("button", { name: "Clear the stop…" }).click();
      await dialog.getByLabel("Your password").fill(OWNER.password);
      await dialog.getByRole("button", { name: "Go on" }).click();
      const label = await dialog.getByText(/^Type [A-Z]{5} to go on$/).textContent();
      await dialog.getByRole("textbox").fill(label?.slice(5, 10) ?? "");
      expect(await axe(page), "clearing").toEqual([]);
      await dialog.getByRole("button", { name: "Approve" }).click();
      await expect(page.locator("[data-mode=halted]")).toHaveCount(0);
      await expect(rows.filter({ hasText: "Paused" }).first()).toBeVisible();
      await expect(rows.filter({ hasText: "Running" })).toHaveCount(0);
    });

    for (const theme of ["dark", "light"]) {
      test(`no page has a serious fault of accessibility in the ${theme} theme`, async () => {
        await page.evaluate((look) => localStorage.setItem("amarktai.look", look), JSON.stringify({ theme }));
        for (const path of PATHS) {
          await page.goto(path);
          await expect(page.locator("main section").first()).toBeVisible();
          await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
          await expect(page.getByRole("status", { name: /: loading$/ })).toHaveCount(0);
          expect(await axe(page), `${path} ${theme}`).toEqual([]);
        }
      });
    }

    test("no page is wider than a phone", async () => {
      await page.setViewportSize({ width: 360, height: 800 });
      for (const path of PATHS) {
        await page.goto(path);
        await expect(page.locator("main section").first()).toBeVisible();
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(over, path).toBe(0);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    });

    test("signed out, no page and no procedure is reachable", async () => {
      await page.goto("/dashboard");
      await page.getByRole("button", { name: /^Account of / }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await expect(page).toHaveURL(/\/signin\?why=out$/);
      for (const path of [...PATHS].reverse()) {
        await page.goto(path);
        await expect(page).toHaveURL(/\/signin(\?next=%2F\w+)?$/);
      }
      expect((await page.request.get("/api/trpc/bots.list?input=%7B%22json%22%3A%7B%7D%7D")).status()).toBe(
        401,
      );
      expect((await page.request.get("/api/events")).status()).toBe(401);
    });

    test("a wrong password is refused, the right one leads back in", async () => {
      await page.getByLabel("E-mail").fill(OWNER.email);
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(said(page)).toContainText("E-mail or password is wrong");
      expect(await axe(page), "sign in").toEqual([]);
      await page.getByLabel("Password").fill(OWNER.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
    });
  });

const said = (page: Page) => page.locator("form").getByRole("alert");

async function fillWelcome(page: Page, owner: typeof OWNER): Promise<void> {
  await page.getByLabel("Your name").fill(owner.name);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
}

/** What the form cannot send: a symbol that is not on its list. */
async function createByCall(page: Page, symbol: string): Promise<{ status: number; message: string }> {
  return page.evaluate(async (asked) => {
    const input = { exchange: "binance", symbol: asked, capital: "1000" };
    const response = await fetch("/api/trpc/bots.create", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ json: { runId: crypto.randomUUID(), input } }),
    });
    const body = await response.json();
    return { status: response.status, message: String(body.error?.json?.message) };
  }, symbol);
}
