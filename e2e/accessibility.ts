import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/**
 * Serious and critical faults of accessibility, each as one readable line. What fades in or out is waited for first:
 * halfway, its contrast is that of no state a person reads it in. Reading a page takes seconds on a slow machine, in
 * which a toast may begin to fade: a fault counts that a second reading finds again.
 */
export async function axe(page: Page): Promise<readonly string[]> {
  const first = await read(page);
  if (first.length === 0) return first;
  const again = new Set(await read(page));
  return first.filter((fault) => again.has(fault));
}

async function read(page: Page): Promise<readonly string[]> {
  await page.evaluate(settle);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}

/** Waits, in the page, for all that moves and comes to an end by itself. */
async function settle(): Promise<void> {
  const ending = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}
