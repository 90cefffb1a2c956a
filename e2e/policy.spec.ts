import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";
import { signInDemo } from "./sign-in-demo";

const PATHS = [
  "/dashboard",
  "/bots",
  "/positions",
  "/trades",
  "/decisions",
  "/backtests",
  "/jobs",
  "/health",
  "/nowhere",
];

/** What the page's policy stopped, as the browser tells the page itself. */
async function watchViolations(context: BrowserContext): Promise<(page: Page) => Promise<string[]>> {
  await context.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { violations: seen });
    document.addEventListener("securitypolicyviolation", (event) =>
      seen.push(
        `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`,
      ),
    );
  });
  return (page) => page.evaluate(() => (window as unknown as { violations: string[] }).violations);
}

/** Guards the pages against scripts that are not ours, without standing in the way of those that are. */
test.describe
  .serial("the policy of the pages", () => {
    let app: RunningApp;
    let context: BrowserContext;
    let page: Page;
    let violations: (page: Page) => Promise<string[]>;

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--demo", "--market", "simulated"] });
      context = await browser.newContext({ baseURL: app.url });
      violations = await watchViolations(context);
      page = await context.newPage();
      await signInDemo(page, app);
    });
    test.afterAll(async () => {
      await context?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    test("every page works under it, with its charts, menus, dialogs and toasts", async () => {
      for (const path of PATHS) {
        await page.goto(path);
        await expect(page.locator("h1").first()).toBeVisible();
        await page.waitForLoadState("load");
        expect(await violations(page), path).toEqual([]);
      }
      await page.goto("/bots");
      await page.getByRole("button", { name: /^Account of/ }).click();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Create bot…" }).click();
      await expect(page.getByRole("dialog").getByLabel("Name")).toBeVisible();
      await page.keyboard.press("Escape");
      await page.getByRole("region", { name: "Bots, table" }).locator("tbody a").first().click();
      await expect(page).toHaveURL(/\/bots\/./);
      await expect(page.locator("canvas").first()).toBeVisible();
      expect(await violations(page), "acts").toEqual([]);
    });

    test("a script that was written into a page does not run", async () => {
      await page.evaluate(() => {
        document.body.insertAdjacentHTML("beforeend", '<img src="/nothing.png" onerror="window.hit = 1">');
        const script = document.createElement("script");
        script.setAttribute("src", "data:text/javascript,window.hit=2");
        document.body.insertAdjacentHTML("beforeend", script.outerHTML);
      });
      await expect.poll(async () => (await violations(page)).join()).toContain("script-src-attr");
      expect(await page.evaluate(() => "hit" in window)).toBe(false);
    });

    test("each answer has a nonce of its own, which no caller chooses", async () => {
      const policyOf = async (headers: Record<string, string> = {}) => {
        const answer = await fetch(`${app.url}/signin`, { headers });
        return { policy: answer.headers.get("content-security-policy") ?? "", text: await answer.text() };
      };
      const [one, two, forged] = await Promise.all([
        policyOf(),
        policyOf(),
        policyOf({ "x-nonce": "mine", "content-security-policy": "script-src 'nonce-mine'" }),
      ]);
      const nonces = [one, two, forged].map(({ policy }) => /'nonce-([^']+)'/.exec(policy)?.[1]);
      expect(new Set(nonces).size).toBe(3);
      expect(forged.policy + forged.text).not.toContain("mine");
      for (const { policy, text } of [one, two]) {
        expect(policy).toContain("'strict-dynamic'");
        expect(policy).not.toContain("'unsafe-eval'");
        const scripts = text.match(/<script[^>]*>/g) ?? [];
        expect(scripts.length).toBeGreaterThan(3);
        for (const script of scripts)
          expect(script).toContain(`nonce="${/'nonce-([^']+)'/.exec(policy)?.[1]}"`);
      }
    });

    test("pages, files and calls carry the headers, and the web says nothing to other names", async () => {
      for (const path of ["/signin", "/look.js", "/api/health", "/nowhere"]) {
        const { headers } = await fetch(`${app.url}${path}`);
        expect(Object.fromEntries(headers), path).toMatchObject({
          "x-content-type-options": "nosniff",
          "x-frame-options": "DENY",
          "referrer-policy": "same-origin",
          "permissions-policy": expect.stringContaining("camera=()"),
        });
        expect(headers.get("x-powered-by")).toBeNull();
      }
      const asked = await context.request.get(`${app.url}/api/health`, { headers: { host: "evil.example" } });
      expect(asked.status()).toBe(421);
      expect(await asked.text()).toContain("AMARKTAI_HOSTS");
    });
  });
