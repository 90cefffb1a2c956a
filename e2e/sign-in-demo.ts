import { expect, type Page } from "@playwright/test";
import type { RunningApp } from "./app";

/** Signs the demo's owner in with what the start printed, and ends on the dashboard. */
export async function signInDemo(page: Page, app: Pick<RunningApp, "output">): Promise<void> {
  await page.goto("/signin");
  await page.getByLabel("E-mail").fill("demo@localhost");
  await page.getByLabel("Password").fill(/with the password (\S+)/.exec(app.output())?.[1] ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
}
