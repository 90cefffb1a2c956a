import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const SPEED = 60;
/** a phone or an old laptop, as DevTools slows a processor */
const SLOWER = 6;
const LOOKS = 4;
const LOOK_EVERY_MS = 5_000;
/** A page that falls behind for good never catches up; one that is held up for a moment does within this. */
const CAUGHT_UP_MS = patient(15_000);
/** wall clock; a figure of the live line is stale from 10 s on, a list is given twice that */
const FIGURE_AGE_MAX_S = 15;
const LIST_AGE_MAX_S = 30;
const BURST = 300;

/** A slow browser shows what is, says how old it is, and survives a burst of news. */
test.describe
  .serial("a slow client", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    const errors: string[] = [];

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--demo", "--market", "simulated", "--speed", String(SPEED)] });
      context = await browser.newContext({ baseURL: app.url, viewport: { width: 1280, height: 900 } });
      page = await context.newPage();
      page.on("pageerror", ({ message }) => errors.push(message));
      await page.addInitScript(() => {
        const Real = window.EventSource;
        window.EventSource = class extends Real {
          constructor(url: string | URL) {
            super(url);
            Object.assign(window, { line: this });
          }
        };
      });
      await signInDemo(page, app);
    });
    test.afterAll(async () => {
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    test("keeps up with the market on the bot page, and every panel says when it was read", async () => {
      await openBot();
      await slowDown(SLOWER);
      for (let look = 0; look < LOOKS; look++) {
        await page.waitForTimeout(LOOK_EVERY_MS);
        await expect
          .poll(() => stale(), { timeout: CAUGHT_UP_MS, message: "panels read too long ago" })
          .toEqual([]);
      }
      expect((await asOfs(page)).length).toBeGreaterThan(0);
      expect(errors).toEqual([]);
    });

    // React gave the page up (error 185) when each of a burst of views left one more update behind.
    test("a burst of views is drawn as its last, and the page lives", async () => {
      const view = await liveView();
      await page.evaluate(
        async ([first, burst]) => {
          const { line } = window as unknown as { line: EventSource };
          // as when the network's tasks come before those that React has put off
          const turn = () => Promise.resolve().then(() => undefined);
          for (let at = 1; at <= burst; at++) {
            const ahead = (iso: string, stepMs: number) =>
              new Date(Date.parse(iso) + 3_600_000 + at * stepMs).toISOString();
            const marketAt = ahead(first.marketAt, 60_000);
            const wallAt = ahead(first.wallAt, 1_000);
            const feeds = first.feeds.map((feed) => {
              const last = String(Number(feed.last ?? 1) * (1 + (at % 7) / 1_000));
              return { ...feed, last, tickMarketAt: marketAt, tickWallAt: wallAt };
            });
            const data = JSON.stringify({ ...first, marketAt, wallAt, feeds });
            line.dispatchEvent(new MessageEvent("live", { data }));
            await turn();
          }
        },
        [view, BURST] as const,
      );
      await page.waitForTimeout(2_000);
      expect(errors).toEqual([]);
      await expect(page.getByRole("heading", { level: 1 })).toContainText(/\w/);
      await expect(page.getByRole("img", { name: /candles of/ })).toBeVisible();
    });

    /** The panels whose reading is older than it may be, with its age in seconds. */
    async function stale(): Promise<readonly string[]> {
      const shown = await asOfs(page);
      const marketAt = Date.parse((await liveView()).marketAt);
      return shown.flatMap(([panel, at]) => {
        const ageS = (marketAt - Date.parse(at)) / SPEED / 1_000;
        return ageS < (LISTS.has(panel) ? LIST_AGE_MAX_S : FIGURE_AGE_MAX_S)
          ? []
          : `${panel}: ${ageS.toFixed(0)} s`;
      });
    }

    async function liveView(): Promise<LiveView> {
      const reply = await context.request.get("/api/trpc/dashboard.live");
      return (await reply.json()).result.data.json;
    }

    async function openBot(): Promise<void> {
      await expect.poll(async () => (await liveView())?.bots.length ?? 0).toBeGreaterThan(0);
      const [bot] = (await liveView()).bots;
      await page.goto(`/bots/${bot?.botId}`);
      await expect(page.getByRole("img", { name: /candles of/ })).toBeVisible();
    }

    async function slowDown(rate: number): Promise<void> {
      const line = await context.newCDPSession(page);
      await line.send("Emulation.setCPUThrottlingRate", { rate });
    }
  });

const LISTS = new Set(["Decisions", "Trades", "Closed positions", "Working orders"]);

/** What each panel says it is as of, by its title; on the market clock. */
const asOfs = (page: Page): Promise<readonly (readonly [string, string])[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll("[data-as-of] time")].flatMap((time): [string, string][] => {
      const title = time.closest("section")?.querySelector("h2")?.textContent;
      const at = time.getAttribute("datetime");
      return title && at ? [[title, at]] : [];
    }),
  );
