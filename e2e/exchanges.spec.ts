import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const CANARY = "canary7c1d";
const LIST = /\/api\/trpc\/[^?]*exchanges\.list/;

/** The owner adds a key by the wizard, as a person does, tries the account with it, and takes it back. */
test.describe
  .serial("keys of exchanges", () => {
    let app: RunningApp;
    let simulator: Served;
    let context: BrowserContext;
    let page: Page;
    const faults: string[] = [];
    const seen: string[] = [];

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      simulator = await startValr();
      app = await startApp({
        args: ["--demo", "--market", "simulated", "--speed", "60"],
        env: { AMARKTAI_SIMULATORS: `valr=${simulator.origin}` },
      });
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
      simulator?.stop();
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

    test("a wrong key is saved after the password, tried by the worker, and called wrong in a sentence", async () => {
      const dialog = page.getByRole("dialog");
      await card("VALR").getByRole("button", { name: "Add a key" }).click();
      // the list is read again after each act: that it cannot be read takes no dialog away
      const refused = await refuseList();
      await typeKey(`${CANARY}-key-0001`, `${CANARY}-secret-0001`);
      await dialog.getByLabel("Your password").fill("not this one at all");
      await expect.poll(() => refused()).toBeGreaterThan(0);
      await dialog.getByRole("button", { name: "Save and test" }).click();
      await expect(dialog.getByText("The password is wrong")).toBeVisible();
      await page.unroute(LIST);
      await dialog.getByLabel("Your password").fill(app.output().match(/with the password (\S+)/)?.[1] ?? "");
      await dialog.getByRole("button", { name: "Save and test" }).click();
      await expect(dialog.locator("[data-status]")).toHaveText("Invalid", { timeout: patient(45_000) });
      await expect(dialog.getByRole("alert")).toContainText("VALR");
      expect(await axe(page)).toEqual([]);
    });

    test("the right one works, and shows its last four alone", async () => {
      const dialog = page.getByRole("dialog");
      const key = await makeKey(simulator.origin);
      await dialog.getByRole("button", { name: "Enter another key" }).click();
      await typeKey(key.apiKey, key.secret, "Replace and test");
      await expect(dialog.locator("[data-status]")).toHaveText("Valid", { timeout: patient(45_000) });
      await expect(dialog).toContainText("The key works");
      await dialog.getByRole("button", { name: "Done" }).click();
      await expect(card("VALR")).toContainText(`…${key.apiKey.slice(-4)}`);
      await expect(card("VALR")).toContainText("withdraw no");
      expect(await page.content()).not.toContain(key.secret);
      expect(await axe(page)).toEqual([]);
    });

    test("the order test waits for the code that is shown, and its protocol stays", async () => {
      const dialog = page.getByRole("dialog");
      await card("VALR").getByRole("button", { name: "Order test" }).click();
      await dialog.getByRole("checkbox").check();
      await dialog.getByRole("button", { name: "Go on" }).click();
      const approve = dialog.getByRole("button", { name: "Approve" });
      await expect(approve).toBeDisabled();
      const label = await dialog.getByText(/^Type [A-Z]{5} to go on$/).textContent();
      await dialog.getByRole("textbox").fill(label?.slice(5, 10).toLowerCase() ?? "");
      expect(await axe(page)).toEqual([]);
      await approve.click();
      const told = card("VALR").locator("[data-order-test]");
      await expect(told).toContainText("Order test: passed", { timeout: patient(60_000) });
      await told.locator("summary").click();
      await expect(told).toContainText(/Bought [\d.]+ BTC for [\d.]+ ZAR/);
      await expect(told).toContainText("Cancelled, nothing of it traded");
      expect(await axe(page)).toEqual([]);
    });

    test("a key is revoked with its bots, and nothing of it was in any answer, page or log", async () => {
      await card("VALR").getByRole("button", { name: "Revoke and pause all" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revoke and pause all" }).click();
      await expect(card("VALR")).toContainText("Not configured");
      expect(seen.length).toBeGreaterThan(10);
      const logs = ["web", "worker"].map((part) =>
        readFileSync(path.join(app.home, "logs", `${part}.log`), "utf8"),
      );
      expect([...seen, ...logs, app.output(), await page.content()].join("\n")).not.toContain(CANARY);
      const built = builtPages();
      expect(built.length).toBeGreaterThan(50);
      // what the pages are made of holds no key, and no way to an exchange
      for (const one of built)
        expect([one.file, one.text.match(/canary7c1d|ccxt|privatePost\w+/)?.[0]]).toEqual([
          one.file,
          undefined,
        ]);
      expect(faults).toEqual([]);
    });

    /** From now on reading the list of exchanges is refused; tells how often it was. */
    async function refuseList(): Promise<() => number> {
      let count = 0;
      await page.route(LIST, (route) => {
        count += 1;
        const paths = (new URL(route.request().url()).pathname.split("/").at(-1) ?? "").split(",");
        const data = { code: "PRECONDITION_FAILED", httpStatus: 412 };
        const error = { json: { message: "Too much at once.", code: -32_012, data } };
        return route.fulfill({ status: 412, json: paths.map(() => ({ error })) });
      });
      return () => count;
    }

    async function typeKey(apiKey: string, secret: string, act = "Save and test"): Promise<void> {
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("API key").fill(apiKey);
      await dialog.getByLabel("API secret").fill(secret);
      await dialog.getByRole("button", { name: act }).click();
    }
  });

/** Every script that the build made, of the web's server and of the browser. */
const builtPages = () =>
  ["static", "server"]
    .flatMap((part) =>
      readdirSync(path.resolve(".next", part), { recursive: true, encoding: "utf8" }).map((file) =>
        path.join(".next", part, file),
      ),
    )
    .filter((file) => file.endsWith(".js"))
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));

type Served = { readonly origin: string; readonly stop: () => void };

/** A simulated VALR in a process of its own, as anybody starts it. */
async function startValr(): Promise<Served> {
  const child = spawn(process.execPath, ["scripts/simulator.mjs", "--exchange", "valr", "--limits", "0"], {
    cwd: process.cwd(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith("{")) continue;
    const { origin } = JSON.parse(line) as { origin: string };
    return { origin, stop: () => void child.kill("SIGTERM") };
  }
  throw new Error("the simulator did not start");
}

async function makeKey(origin: string): Promise<{ readonly apiKey: string; readonly secret: string }> {
  const reply = await fetch(`${origin}/_simulator/keys`, {
    method: "POST",
    body: JSON.stringify({ balances: { ZAR: "5000" } }),
  });
  return (await reply.json()) as { apiKey: string; secret: string };
}
