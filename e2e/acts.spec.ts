import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type RunningApp, removeHome, startApp } from "./app";
import { openDatabase } from "./invariants";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

/** What is promised. */
const SHOWN_WITHIN_MS = 2_000;
const PAGE = /\/backtests\/[0-9a-f-]{36}$/;

/**
 * Guards the trust in a click: the page that caused an act shows it within two seconds, act by act. Nothing is reloaded;
 * each time is taken from the click to what is seen.
 */
test.describe
  .serial("each act is shown by its page", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    const tookMs: Record<string, number> = {};

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({
        args: ["--demo", "--market", "simulated", "--speed", "60"],
        // the webhook of this journey is a server of its own
        env: { AMARKTAI_ALERTS_PRIVATE: "1" },
      });
      context = await browser.newContext({ baseURL: app.url, viewport: { width: 1440, height: 900 } });
      page = await context.newPage();
      await signInDemo(page, app);
    });
    test.afterAll(async () => {
      process.stdout.write(`${JSON.stringify(tookMs)}\n`);
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    /** Takes the time from the last click to what it must show. */
    const timed = async (act: string, click: () => Promise<unknown>, shown: () => Promise<unknown>) => {
      const begun = performance.now();
      await click();
      await shown();
      tookMs[act] = Math.round(performance.now() - begun);
    };
    const press = (name: string | RegExp) => page.getByRole("button", { name }).click();
    const card = () => page.getByRole("dialog");
    const approve = () => card().getByRole("button", { name: "Approve" }).click();

    test("bots", async () => {
      await page.goto("/bots");
      const table = page.getByRole("region", { name: "Bots, table" });
      const row = table.locator("tbody tr").first();
      await timed(
        "pause a bot",
        () => row.getByRole("button", { name: /^Pause/ }).click(),
        () => expect(row).toContainText("Paused"),
      );
      await timed(
        "ask to resume a bot",
        () => row.getByRole("button", { name: /^Resume/ }).click(),
        () => expect(card().getByRole("button", { name: "Approve" })).toBeVisible(),
      );
      await page.keyboard.press("Escape");
      const waiting = page.getByRole("region", { name: "Waiting for you" });
      await expect(waiting).toBeVisible();
      await timed(
        "deny",
        () => waiting.getByRole("button", { name: "Deny" }).click(),
        () => expect(waiting).toBeHidden(),
      );
      await row.getByRole("button", { name: /^Resume/ }).click();
      await timed("approve: a bot runs again", approve, () => expect(row).toContainText("Running"));
      await press("Create bot…");
      await card().getByLabel("Name").fill("Timed");
      await card().getByLabel("Capital").fill("60");
      await timed(
        "create a bot",
        () => card().getByRole("button", { name: "Create bot" }).click(),
        () => expect(table.getByRole("row").filter({ hasText: "Timed" })).toBeVisible(),
      );
    });

    test("a bot's own page", async () => {
      await page.getByRole("link", { name: "Timed" }).first().click();
      await expect(page).toHaveURL(/\/bots\//);
      await expect(page.getByRole("heading", { level: 1, name: /Timed/ })).toBeVisible();
      const button = (act: string) => page.getByRole("button", { name: new RegExp(`^${act}.*Timed$`) });
      await timed(
        "pause on the bot's page",
        () => button("Pause").click(),
        () => expect(button("Resume")).toBeVisible(),
      );
      await button("Resume").click();
      await timed("approve on the bot's page", approve, () => expect(button("Pause")).toBeVisible());
    });

    test("a halt", async () => {
      const database = await openDatabase(app.home);
      try {
        // what its own rule writes when a book falls too far from its peak
        const { rowCount } = await database.query(
          `UPDATE risk_guard SET "haltedMarketAt" = "lastMarketAt", reason = 'a fall of 30 %' WHERE scope = 'part'`,
        );
        expect(rowCount).toBeGreaterThan(0);
      } finally {
        await database.end();
      }
      await page.reload();
      const banner = page.getByText("book is halted until you clear it");
      await expect(banner).toBeVisible({ timeout: patient(30_000) });
      await press("Clear halt…");
      await expect(card().getByRole("button", { name: "Approve" })).toBeVisible();
      await timed("clear a halt", approve, () => expect(banner).toBeHidden());
    });

    test("risk", async () => {
      await page.goto("/risk");
      const entries = page.getByRole("region", { name: "Entries", exact: true });
      await timed(
        "stop entries",
        () => entries.getByRole("button", { name: "Stop entries" }).click(),
        () => expect(entries).toContainText("reducing"),
      );
      await entries.getByRole("button", { name: "Allow entries" }).click();
      await timed("approve: entries are allowed", approve, () => expect(entries).toContainText("allowed"));
      const limit = page.getByRole("row", { name: /^Entries today all bots/ });
      await page.getByLabel("Which limits").click();
      await page.getByRole("option", { name: "Fleet" }).click();
      await limit.getByRole("button", { name: /^Change/ }).click();
      await card().getByLabel("New value").fill("4 %");
      await card().getByRole("button", { name: "Go on" }).click();
      await expect(card()).toContainText("Write a whole number, for example 50.");
      await card().getByLabel("New value").fill("1500");
      await card().getByRole("button", { name: "Go on" }).click();
      await timed("approve: a limit", approve, () => expect(limit).toContainText("1 500"));
      const list = page.getByRole("region", { name: "Blacklist", exact: true });
      await list.getByRole("textbox", { name: "Coin or market" }).fill("doge");
      await timed(
        "blacklist a coin",
        () => list.getByRole("button", { name: "Blacklist", exact: true }).click(),
        () => expect(list.getByRole("listitem").filter({ hasText: "DOGE" })).toBeVisible(),
      );
      await list.getByRole("button", { name: "Take DOGE off the blacklist" }).click();
      await timed("approve: off the blacklist", approve, () =>
        expect(list).toContainText("No coin and no market is blacklisted."),
      );
      await page.getByLabel("Spending, if you like").fill("1");
      await press("Ask the rules");
      await expect(page.getByRole("status").filter({ hasText: "would not enter" })).toContainText(
        "What binds: Minimum order",
      );
    });

    test("jobs", async () => {
      await page.goto("/jobs?job=amarktai-fan-out-cycles");
      const rowOf = (job: string) =>
        page.getByRole("region", { name: "Jobs, table" }).getByRole("row").filter({ hasText: job });
      const runs = page.getByRole("button", { name: /^Steps of/ });
      await expect(runs.first()).toBeVisible({ timeout: patient(30_000) });
      const newest = await runs.first().getAttribute("id");
      await timed(
        "run a job now",
        () =>
          rowOf("Due cycles")
            .getByRole("button", { name: /^Run now/ })
            .click(),
        () => expect(runs.first()).not.toHaveAttribute("id", newest ?? ""),
      );
      const before = await runs.first().getAttribute("id");
      const replay = card().getByRole("button", { name: "Replay" });
      await timed(
        "open a run",
        () => runs.first().click(),
        () => expect(replay).toBeVisible(),
      );
      await timed(
        "replay a run",
        () => replay.click(),
        async () => {
          await page.keyboard.press("Escape");
          await expect(runs.first()).not.toHaveAttribute("id", before ?? "");
        },
      );
      // what tells of an act stands over no other: a click would wait until it has gone
      await runs.first().click();
      await replay.click();
      await expect(page.getByText("asked to run again").last()).toBeVisible();
      const box = await replay.boundingBox();
      const hit = await page.evaluate(
        ([x, y]) => document.elementFromPoint(x, y)?.closest("button")?.textContent ?? "nothing to press",
        [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2] as const,
      );
      expect(hit).toMatch(/Replay|Asking/);
      await page.keyboard.press("Escape");
      const paused = rowOf("Due cycles").getByText("Paused", { exact: true });
      await rowOf("Due cycles")
        .getByRole("button", { name: /^Pause/ })
        .click();
      await expect(card().getByRole("button", { name: "Approve" })).toBeVisible();
      await timed("pause a job", approve, () => expect(paused).toBeVisible());
      await timed(
        "unpause a job",
        () =>
          rowOf("Due cycles")
            .getByRole("button", { name: /^Unpause/ })
            .click(),
        () => expect(paused).toHaveCount(0),
      );
    });

    test("backtests", async () => {
      await page.goto("/backtests?new=1");
      await press("Walk-forward");
      await press("The last 1 y");
      for (const [label, value] of [
        ["Fast from", "4"],
        ["Fast to", "40"],
        ["Fast step", "1"],
        ["Slow to", "45"],
        ["Slow step", "1"],
        ["Fit on", "300"],
        ["Judge on", "7"],
      ] as const)
        await page.getByLabel(label).fill(value);
      await timed(
        "run a backtest",
        () => press("Start walk-forward"),
        () => expect(page).toHaveURL(PAGE),
      );
      await timed(
        "cancel a backtest",
        () => press(/^Cancel/),
        () => expect(page.getByRole("heading", { name: "This backtest was cancelled" })).toBeVisible(),
      );
      await page.goto("/backtests");
      const rows = page.getByRole("region", { name: "Backtests, table" }).locator("tbody tr[data-row]");
      await expect(rows).toHaveCount(1);
      await press(/^Delete Walk-forward/);
      await timed(
        "delete a backtest",
        () => card().getByRole("button", { name: "Delete", exact: true }).click(),
        () => expect(rows).toHaveCount(0),
      );
    });

    test("alerts", async () => {
      const heard: string[] = [];
      const server = createServer((request, response) => {
        request.on("data", (part) => heard.push(String(part)));
        request.on("end", () => response.end());
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        await page.goto("/settings/alerts");
        await press("Add a channel");
        await card().getByLabel("Kind").click();
        await page.getByRole("option", { name: "Webhook" }).click();
        await card().getByLabel("Name").fill("Hook");
        await card()
          .getByLabel("Address")
          .fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        await card().getByLabel("Secret that signs").fill("short");
        await press("Add");
        await expect(card()).toContainText("at least 16 characters");
        await card().getByLabel("Secret that signs").fill("a secret of enough length");
        await press("Add");
        await card().getByLabel("Password").fill(passwordOf(app));
        const channel = page.getByRole("region", { name: "Hook", exact: true });
        await timed(
          "add a channel",
          () => press("Add"),
          () => expect(channel).toContainText("Not tried yet"),
        );
        await channel.getByRole("button", { name: /^Send a test/ }).click();
        await expect(channel).toContainText("Works", { timeout: patient(20_000) });
        expect(JSON.parse(heard[0] ?? "")).toMatchObject({ version: 1, kind: "test" });

        await refuseStop(app);
        const toast = page.locator("[data-sonner-toast]").filter({ hasText: "No stop at the exchange" });
        await expect(toast).toBeVisible({ timeout: patient(20_000) });
        await expect(page.getByRole("link", { name: /^Alerts: \d+ waiting/ })).toBeVisible();
        await toast.getByRole("button", { name: "Look" }).click();
        await expect(card()).toContainText("No stop rests at binance");
        await expect
          .poll(() => heard.filter((body) => body.includes("stop_refused")).length, {
            timeout: patient(20_000),
          })
          .toBe(1);
        await timed(
          "acknowledge an alert",
          () => card().getByRole("button", { name: "Acknowledge" }).click(),
          () => expect(card().getByRole("button", { name: "Acknowledge" })).toBeHidden(),
        );
        await timed(
          "take it back",
          () => page.getByRole("button", { name: "Undo" }).click(),
          () => expect(card().getByRole("button", { name: "Acknowledge" })).toBeVisible(),
        );
      } finally {
        server.close();
      }
    });

    test("the account, and the way out", async () => {
      await press(/^Account of /);
      await page.getByRole("menuitem", { name: "Account and password" }).click();
      await page.getByLabel("Present password").fill(passwordOf(app));
      await page.getByLabel("New password", { exact: true }).fill("another sentence of 12");
      await page.getByLabel("New password once more").fill("another sentence of 12");
      await timed(
        "change the password",
        () => press("Change password"),
        () => expect(page.getByText("Password changed.")).toBeVisible(),
      );
      await press(/^Account of /);
      await timed(
        "sign out",
        () => page.getByRole("menuitem", { name: "Sign out" }).click(),
        () => expect(page).toHaveURL(/\/signin\?why=out$/),
      );
      await page.getByLabel("E-mail").fill("demo@localhost");
      await page.getByLabel("Password").fill("another sentence of 12");
      await timed(
        "sign in",
        () => press("Sign in"),
        () => expect(page).toHaveURL(/\/dashboard$/),
      );
    });

    test("none took longer than its time", () => {
      expect(Object.keys(tookMs).length).toBeGreaterThanOrEqual(17);
      const late = Object.entries(tookMs).filter(([, ms]) => ms > patient(SHOWN_WITHIN_MS) * 4);
      expect(late).toEqual([]);
      const sorted = Object.values(tookMs).sort((a, b) => a - b);
      expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(patient(SHOWN_WITHIN_MS) * 2);
    });
  });

const passwordOf = (app: RunningApp): string => /with the password (\S+)/.exec(app.output())?.[1] ?? "";

/** What is written when an exchange takes no stop for a position. */
async function refuseStop({ home }: RunningApp): Promise<void> {
  const database = await openDatabase(home);
  try {
    await database.query(`INSERT INTO audit_entry ("userId", "actor", "channel", "runId", "action", "subject", "reason",
        "detail", "marketAt", "wallAt")
      SELECT id, 'schedule:exchange-stops', 'job', 'refused', 'stop.refused', gen_random_uuid()::text,
        'no stop rests at binance for BTC/USDT', '{}', now(), now() FROM app_user LIMIT 1`);
  } finally {
    await database.end();
  }
}
