import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";

const NEXT_PASSWORD = "another sentence of 12";

/** Guards the way back: a session that ended says why, and signing in leads to where the person was. */
test.describe
  .serial("the end of a session, as a person meets it", () => {
    let app: RunningApp;
    let first: BrowserContext;
    let page: Page;
    let password: string;

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--demo", "--market", "simulated"] });
      password = /with the password (\S+)/.exec(app.output())?.[1] ?? "";
      first = await browser.newContext({ baseURL: app.url });
      page = await first.newPage();
    });
    test.afterAll(async () => {
      await first?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    const enter = async (on: Page, word = password) => {
      await on.getByLabel("E-mail").fill("demo@localhost");
      await on.getByLabel("Password").fill(word);
      await on.getByRole("button", { name: "Sign in" }).click();
    };

    test("a link to a page leads there after signing in, with all it asked for", async () => {
      await page.goto("/trades?reason=stop#newest");
      await expect(page).toHaveURL(/\/signin\?next=%2Ftrades%3Freason%3Dstop/);
      await enter(page);
      await expect(page).toHaveURL(/\/trades\?reason=stop/);
    });

    test("signed out elsewhere, an open page leaves by itself, says so, and comes back", async ({
      browser,
    }) => {
      const elsewhere = await browser.newContext({
        baseURL: app.url,
        storageState: await first.storageState(),
      });
      const other = await elsewhere.newPage();
      await other.goto("/bots");
      await expect(other.getByRole("region", { name: "Bots, table" })).toBeVisible();
      await page.getByRole("button", { name: /^Account of/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await expect(page.getByRole("status").filter({ hasText: "You are signed out" })).toBeVisible();
      await expect(other).toHaveURL(/\/signin\?/, { timeout: patient(5_000) });
      await expect(other.getByRole("status").filter({ hasText: "was signed out" })).toBeVisible();
      await enter(other);
      await expect(other).toHaveURL(`${app.url}/bots`);
      await elsewhere.close();
    });

    test("a changed password ends the other sessions, and this one goes on", async ({ browser }) => {
      await enter(page);
      await expect(page).toHaveURL(/\/dashboard$/);
      const elsewhere = await browser.newContext({ baseURL: app.url });
      const other = await elsewhere.newPage();
      await other.goto("/health");
      await enter(other);
      await expect(other).toHaveURL(/\/health$/);
      await page.getByRole("button", { name: /^Account of/ }).click();
      await page.getByRole("menuitem", { name: "Account and password" }).click();
      await page.getByLabel("Present password").fill("a wrong sentence");
      await page.getByLabel("New password", { exact: true }).fill(NEXT_PASSWORD);
      await page.getByLabel("New password once more").fill(`${NEXT_PASSWORD}.`);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByRole("alert").first()).toContainText("not the same as the line above");
      await page.getByLabel("New password once more").fill(NEXT_PASSWORD);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByRole("alert").first()).toContainText("present password is wrong");
      await page.getByLabel("Present password").fill(password);
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByText("Password changed.")).toBeVisible();
      await expect(other).toHaveURL(/\/signin\?/, { timeout: patient(5_000) });
      await expect(other.getByRole("status").filter({ hasText: "password was changed" })).toBeVisible();
      await page.goto("/bots");
      await expect(page).toHaveURL(/\/bots$/);
      await enter(other, NEXT_PASSWORD);
      await expect(other).toHaveURL(/\/health$/);
      await elsewhere.close();
    });
  });
