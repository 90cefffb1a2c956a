import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type RunningApp, removeHome, startApp } from "./app";
import { patient } from "./patience";

const OWNER = { name: "Ada", email: "ada@example.com", password: "a long sentence of 12" };
const TYPED = [OWNER.password, encodeURIComponent(OWNER.password), "a+long+sentence"];

/** Every address the browser asked for; what was typed must stand in none of them. */
function watchAddresses(page: Page): () => string[] {
  const seen: string[] = [];
  page.on("request", (request) => seen.push(request.url(), request.headers().referer ?? ""));
  page.on("framenavigated", (frame) => seen.push(frame.url()));
  return () => seen.filter((url) => TYPED.some((typed) => url.includes(typed)));
}

async function fillSignIn(page: Page, password = OWNER.password): Promise<void> {
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(password);
}

/** Guards what is typed at the door: it is posted, with scripts, without them, and before they run. */
test.describe
  .serial("the door of a browser whose scripts do not run, or run late", () => {
    let app: RunningApp;
    let plain: BrowserContext;

    test.beforeAll(async ({ browser }) => {
      test.setTimeout(patient(240_000));
      app = await startApp({ args: ["--market", "simulated"] });
      plain = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false });
    });
    test.afterAll(async () => {
      await plain?.close();
      await app?.stop();
      if (app) removeHome(app);
    });

    test("the welcome form makes the owner without scripts, and says what was wrong", async () => {
      const page = await plain.newPage();
      const leaks = watchAddresses(page);
      const token = /welcome\?token=(\S+)/.exec(app.output())?.[1] ?? "";
      await page.goto("/welcome?token=not-the-token");
      await page.getByLabel("Your name").fill(OWNER.name);
      await fillSignIn(page);
      await page.getByLabel("Password").press("Enter");
      await expect(page).toHaveURL(/\/welcome\?why=token$/);
      await expect(page.getByRole("alert").first()).toContainText("not the one-time owner token");
      await page.goto(`/welcome?token=${token}`);
      await page.getByLabel("Your name").fill(OWNER.name);
      await fillSignIn(page);
      await page.getByRole("button", { name: "Make the owner account" }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
      await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
      expect(leaks()).toEqual([]);
    });

    test("signing in works without scripts, comes back to the page asked for, and to no other site", async () => {
      await plain.clearCookies();
      const page = await plain.newPage();
      const leaks = watchAddresses(page);
      await page.goto("/signin?next=/bots");
      await fillSignIn(page, "a wrong sentence of 12");
      await page.getByLabel("Password").press("Enter");
      await expect(page).toHaveURL(/\/signin\?why=wrong&next=%2Fbots$/);
      await expect(page.getByRole("alert").first()).toContainText("E-mail or password is wrong");
      await fillSignIn(page);
      await page.getByLabel("Password").press("Enter");
      await expect(page).toHaveURL(`${app.url}/bots`);
      await plain.clearCookies();
      await page.goto("/signin?next=//evil.example/bots");
      await fillSignIn(page);
      await page.getByLabel("Password").press("Enter");
      await expect(page).toHaveURL(`${app.url}/dashboard`);
      expect(leaks()).toEqual([]);
    });

    test("Enter before the scripts came signs in, and what was typed early is not lost", async ({
      browser,
    }) => {
      const context = await browser.newContext({ baseURL: app.url });
      const page = await context.newPage();
      const leaks = watchAddresses(page);
      let letGo = () => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      await page.route(/\/_next\/static\/.*\.js/, async (route) => {
        await held;
        await route.continue().catch(() => {});
      });
      await page.goto("/signin?next=/trades", { waitUntil: "commit" });
      await fillSignIn(page);
      await page.getByLabel("Password").press("Enter");
      await expect(page).toHaveURL(`${app.url}/trades`);
      await context.clearCookies();
      await page.goto("/signin", { waitUntil: "commit" });
      await fillSignIn(page);
      letGo();
      await page.waitForLoadState("load");
      await page.waitForFunction(() => document.readyState === "complete");
      await expect(page.getByLabel("Password")).toHaveValue(OWNER.password);
      await page.getByLabel("Password").press("Enter");
      await expect(page).toHaveURL(`${app.url}/dashboard`);
      expect(leaks()).toEqual([]);
      await context.close();
    });

    test("a form with no door of its own takes nothing before its scripts run", async () => {
      const page = await plain.newPage();
      await page.goto("/backtests?new=1");
      for (const form of await page.locator("form").all()) {
        await expect(form).toHaveAttribute("method", "post");
        await expect(form.locator("fieldset").first()).toBeDisabled();
      }
    });

    test("strangers who try passwords do not keep out a browser that is known", async ({ browser }) => {
      const known = await browser.newContext({ baseURL: app.url });
      const page = await known.newPage();
      await page.goto("/signin");
      await fillSignIn(page);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
      const [mark] = (await known.cookies()).filter(({ name }) => name.endsWith("known-browser"));
      expect(mark).toMatchObject({ httpOnly: true, sameSite: "Strict" });
      const wrong = (n: number) =>
        fetch(`${app.url}/api/enter/signin`, {
          method: "POST",
          redirect: "manual",
          // each pretends to come from elsewhere
          headers: { origin: app.url, "x-forwarded-for": `10.0.0.${n}`, "x-amarktai-address": `10.1.0.${n}` },
          body: new URLSearchParams({ email: OWNER.email, password: `wrong ${n}` }),
        });
      const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => wrong(n)));
      const late = answers.filter(
        // by the count of tries, or before Next by the count of requests
        ({ status, headers }) => status === 429 || headers.get("location")?.includes("why=many"),
      );
      expect(late.length).toBeGreaterThanOrEqual(50);
      await known.clearCookies({ name: /session-token/ });
      await page.goto("/signin");
      await fillSignIn(page);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(/\/dashboard$/);
      await known.close();
    });

    test("the door takes a form of this site's own pages, and a small one", async () => {
      const post = (headers: Record<string, string>, body: string) =>
        fetch(`${app.url}/api/enter/signin`, { method: "POST", redirect: "manual", headers, body });
      const form = "application/x-www-form-urlencoded";
      const own = { origin: app.url, "content-type": form };
      expect((await post({ "content-type": form, origin: "https://evil.example" }, "a=1")).status).toBe(403);
      expect((await post({ "content-type": form }, "a=1")).status).toBe(403);
      expect((await post({ ...own, "content-type": "application/json" }, "{}")).status).toBe(415);
      expect((await post(own, `password=${"x".repeat(9_000)}`)).status).toBe(413);
      expect((await post(own, "")).headers.get("location")).toBe("/signin?why=wrong&next=%2Fdashboard");
      const large = await fetch(`${app.url}/api/auth/callback/credentials`, {
        method: "POST",
        headers: own,
        body: "x".repeat(9_000),
      });
      expect(large.status).toBe(413);
    });
  });
