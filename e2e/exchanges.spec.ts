import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const CANARY = "canary7c1d";

/** The owner adds a key by the wizard, as a person does, and takes it back. */
test.describe
  .serial("keys of exchanges", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    const faults: string[] = [];
    const seen: string[] = [];

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--demo", "--market", "simulated", "--speed", "60"] });
      context = await browser.newContext({ baseURL: app.url, viewport: { width: 1280, height: 900 } });
      page = await context.newPage();
      page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
      page.on("response", async (response) => {
        seen.push(await response.text().catch(() => ""));
      });
      await signInDemo(page, app);
    });
    test.afterAll(async () => {
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    const card = (name: string) => page.getByRole("region", { name, exact: true });

    test("the start says how to keep the master key, and the page lists five exchanges", async () => {
      expect(app.output()).toContain("vault-key.json. Keep a copy of it apart");
      await page.getByRole("link", { name: "Exchanges" }).first().click();
      await expect(page).toHaveURL(/\/settings\/exchanges$/);
      for (const name of ["Luno", "Binance", "KuCoin", "Kraken", "VALR"])
        await expect(card(name)).toContainText("Not configured");
      expect(await axe(page)).toEqual([]);
    });

    test("the wizard says what to tick, and what is wrong lands at its line", async () => {
      await card("KuCoin").getByRole("button", { name: "Add a key" }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog).toContainText("Leave off: Transfer, Withdrawal");
      await dialog.getByLabel("API Key").fill(`${CANARY}-key-0001`);
      await dialog.getByLabel("API Secret").fill(`${CANARY} secret`);
      await dialog.getByRole("button", { name: "Save and test" }).click();
      await expect(dialog.getByText("Spaces or foreign characters are in the secret")).toBeVisible();
      await expect(dialog.getByText("KuCoin's keys have a passphrase")).toBeVisible();
      expect(await axe(page)).toEqual([]);
      await dialog.getByRole("button", { name: "Cancel" }).click();
    });

    test("a key is saved after the password, tried by the worker, and shows its last four alone", async () => {
      await card("VALR").getByRole("button", { name: "Add a key" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("API key").fill(`${CANARY}-key-0001`);
      await dialog.getByLabel("API secret").fill(`${CANARY}-secret-0001`);
      await dialog.getByRole("button", { name: "Save and test" }).click();
      await dialog.getByLabel("Your password").fill("not this one at all");
      await dialog.getByRole("button", { name: "Save and test" }).click();
      await expect(dialog.getByText("The password is wrong")).toBeVisible();
      await dialog.getByLabel("Your password").fill(app.output().match(/with the password (\S+)/)?.[1] ?? "");
      await dialog.getByRole("button", { name: "Save and test" }).click();
      // no exchange is reached from here: that is said, and the key stays untested
      await expect(dialog.getByRole("button", { name: "Done" })).toBeVisible({ timeout: patient(60_000) });
      await dialog.getByRole("button", { name: "Done" }).click();
      await expect(card("VALR")).toContainText("…0001");
      await expect(card("VALR").locator("[data-status]")).not.toHaveText("Testing");
      expect(await axe(page)).toEqual([]);
    });

    test("a key is revoked with its bots, and nothing of it was in any answer, page or log", async () => {
      await card("VALR").getByRole("button", { name: "Revoke and pause all" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke and pause all" }).click();
      await expect(card("VALR")).toContainText("Not configured");
      expect(seen.length).toBeGreaterThan(10);
      expect(seen.join("\n")).not.toContain(CANARY);
      expect(await page.content()).not.toContain(CANARY);
      expect(app.output()).not.toContain(CANARY);
      expect(faults).toEqual([]);
    });
  });
