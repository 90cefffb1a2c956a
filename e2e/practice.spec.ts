import { readFileSync } from "node:fs";
import path from "node:path";
import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { axe } from "./accessibility";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";

const OWNER = { name: "Ada", email: "ada@example.com", password: "a long sentence of 12" };
const BOT = "Dionysus";
/** Its stop is three per cent below what it paid. */
const FALL = 0.94;
/** Until the close of a one-minute candle, and the decision after it. */
const NEXT_CANDLE_MS = 60_000 + patient(10_000);
/** An account is compared every 45 s. */
const COMPARED_MS = 45_000 + patient(10_000);

/** From a first start to a stop at a simulated exchange, all by pages: nothing is looked up in a file by the person. */
test.describe
  .serial("practice", () => {
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

    const dialog = () => page.getByRole("dialog");
    const card = () => page.getByRole("region", { name: "Binance", exact: true });

    test("a person makes the owner account, and every page says that this is practice", async () => {
      await page.goto(`/welcome?token=${/welcome\?token=(\S+)/.exec(app.output())?.[1]}`);
      await page.getByLabel("Your name").fill(OWNER.name);
      await page.getByLabel("E-mail").fill(OWNER.email);
      await page.getByLabel("Password").fill(OWNER.password);
      await page.getByRole("button", { name: "Make the owner account" }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
      await expect(page.getByRole("status", { name: "Market mode" })).toContainText("PRACTICE");
    });

    test("candles are downloaded by name, what an exchange has not is said, and they are deleted again", async () => {
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
    });

    test("the wizard takes a key from the simulator; it is sealed, tested and good", async () => {
      await page.getByRole("link", { name: "Exchanges" }).first().click();
      await card().getByRole("button", { name: "Add a key" }).click();
      await expect(dialog()).toContainText("a simulator of Binance on this machine");
      await expect(dialog().getByRole("button", { name: "Real account" })).toHaveCount(0);
      await dialog().getByRole("button", { name: "Use practice keys" }).click();
      await expect(dialog().getByText("Filled in.")).toBeVisible();
      await dialog().getByRole("button", { name: "Save and test" }).click();
      await dialog().getByLabel("Your password").fill(OWNER.password);
      await dialog().getByRole("button", { name: "Save and test" }).click();
      await expect(dialog().locator("[data-status]")).toHaveText("Valid", { timeout: patient(30_000) });
      await expect(dialog()).toContainText("take it over on Reconciliation");
      expect(await axe(page)).toEqual([]);
      await dialog().getByRole("button", { name: "Done" }).click();
    });

    test("the order test passes, and live trading is turned on by its code", async () => {
      await card().getByRole("button", { name: "Order test" }).click();
      await dialog().getByRole("button", { name: "Go on" }).click();
      await approve(dialog());
      await expect(card().locator("[data-order-test]")).toContainText("Order test: passed", {
        timeout: patient(30_000),
      });
      const live = page.getByRole("region", { name: "Live trading" });
      await live.getByRole("button", { name: "Turn on" }).click();
      await approve(dialog());
      await expect(live).toContainText("Live bots may enter");
    });

    test("a bot is made on paper, and paused before it trades there", async () => {
      await page.goto("/bots");
      await earlyInMinute();
      await page.getByRole("button", { name: "Create bot" }).click();
      await dialog().getByLabel("Name").fill(BOT);
      await dialog().getByLabel("Capital").fill("400");
      await choose("Market", "BTC/USDT");
      await choose("Candles", "1m");
      await choose("Strategy", "Cost averaging (DCA)");
      await dialog().getByRole("button", { name: "Create bot" }).click();
      await page.getByRole("button", { name: `Pause ${BOT}`, exact: true }).click();
      await expect(page.getByRole("row", { name: new RegExp(BOT) })).toContainText("Paused");
    });

    test("what the account holds is found and taken over", async () => {
      await page.getByRole("link", { name: "Reconciliation" }).first().click();
      const found = page.getByText(/Binance \(practice\) holds 10.000 USDT, which the books do not have yet/);
      await expect(found).toBeVisible({ timeout: COMPARED_MS });
      expect(await axe(page)).toEqual([]);
      await page.getByRole("button", { name: "Take it over" }).click();
      await approve(dialog());
      await addsUpSince(Date.now(), "USDT");
      await expect(found).toHaveCount(0);
    });

    test("its record is too short, which its owner overrides; all else is right, it goes live and is resumed", async () => {
      await page.goto("/bots");
      await page.getByRole("link", { name: BOT, exact: true }).click();
      await expect(page).toHaveURL(/\/bots\/[0-9a-f-]{36}/);
      await page.getByRole("button", { name: "Go live" }).click();
      await expect(dialog().getByText(/holds nothing and has no order under way/)).toBeVisible();
      await dialog()
        .getByLabel(/Override its statistics/)
        .check();
      for (const said of [
        /holds nothing and has no order under way/,
        /Overridden by you, though its record does not hold/,
        /The key for Binance was tested and works/,
        /may trade and cannot withdraw/,
        /The order test with this key passed/,
        /The trading process and its jobs run/,
        /taker fee 0[.]1 %/,
        /The ledger and the exchanges' own balances agree/,
        /Live trading is on/,
      ])
        await expect(dialog().getByText(said)).toBeVisible();
      expect(await axe(page)).toEqual([]);
      await approve(dialog());
      await page.getByRole("button", { name: "Resume" }).click();
      await approve(dialog());
      await expect(page.getByText("Running", { exact: true })).toBeVisible();
    });

    test("it buys at the exchange, the price falls, and its stop sells there", async () => {
      test.setTimeout(NEXT_CANDLE_MS * 2);
      const trades = page.getByRole("region", { name: "Trades", exact: true });
      await expect(trades.getByRole("row", { name: /Buy/ })).toBeVisible({ timeout: NEXT_CANDLE_MS });
      await expect(page.getByRole("region", { name: "Position", exact: true })).toContainText("Stop");
      const { orders } = await askSimulator<{ orders: { symbol: string; price: string }[] }>("GET", "truth");
      const bought = orders.findLast(({ symbol }) => symbol === "BTC/USDT");
      expect(bought).toBeDefined();
      const { price } = await lastTrade();
      await askSimulator("POST", "price", { symbol: "BTC/USDT", price: (price * FALL).toFixed(2) });
      await expect(trades.getByRole("row", { name: /Sell.*Stop/ })).toBeVisible({ timeout: patient(15_000) });
      expect(await axe(page)).toEqual([]);
    });

    test("ours and theirs are the same after it, to the last digit", async () => {
      const stoppedAt = Date.now();
      await page.goto("/reconciliation");
      for (const asset of ["BTC", "USDT"]) await addsUpSince(stoppedAt, asset);
      expect(faults).toEqual([]);
    });

    const line = (asset: string) =>
      page.getByRole("row", { name: new RegExp(`^Binance practice ${asset} `) });

    /** Ours and theirs were compared after that instant, and differ by nothing. */
    async function addsUpSince(at: number, asset: string): Promise<void> {
      const compared = line(asset).locator("time");
      await expect
        .poll(async () => Date.parse((await compared.getAttribute("datetime")) ?? ""), {
          timeout: COMPARED_MS,
        })
        .toBeGreaterThan(at);
      await expect(line(asset)).toContainText("Adds up");
      await expect(line(asset).getByRole("cell").nth(4)).toHaveText("0");
    }

    /** A bot on one-minute candles decides at the next full minute: what must be done before that has half of one. */
    async function earlyInMinute(): Promise<void> {
      const into = Date.now() % 60_000;
      if (into > 30_000) await page.waitForTimeout(62_000 - into);
    }

    /** Types the code of a card where it has one, and approves. */
    async function approve(within: Locator): Promise<void> {
      const button = within.getByRole("button", { name: "Approve" });
      await expect(button).toBeVisible();
      const code = within.getByText(/^Type [A-Z]{5} to go on$/);
      if ((await code.count()) > 0)
        await within.getByRole("textbox").fill((await code.textContent())?.slice(5, 10) ?? "");
      await button.click();
      await expect(button).toHaveCount(0);
    }

    async function choose(label: string, option: string): Promise<void> {
      await dialog().getByRole("combobox", { name: label }).click();
      await page.getByRole("option", { name: option, exact: true }).click();
    }

    /** Reaches behind the simulated exchange, by its control door. */
    async function askSimulator<T>(method: "GET" | "POST", what: string, body?: object): Promise<T> {
      const told = readFileSync(path.join(app.home, "logs", "simulators.log"), "utf8");
      const [, origin] = /binance=(http:[^,\s]+)/.exec(told) ?? [];
      const reply = await fetch(`${origin}/_simulator/${what}`, {
        method,
        ...(body && { body: JSON.stringify(body) }),
      });
      return (await reply.json()) as T;
    }

    async function lastTrade(): Promise<{ readonly price: number }> {
      const { trades } = await askSimulator<{ trades: { price: string }[] }>("GET", "truth");
      return { price: Number(trades.at(-1)?.price) };
    }
  });
