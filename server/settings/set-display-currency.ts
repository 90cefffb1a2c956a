import type { ActionContext } from "@/server/audit/action-context";
import { accept, type Result } from "@/server/kernel/result";
import { changeSetting } from "./change-setting";
import type { DisplayCurrency } from "./core/settings";

/** Shows all figures in another currency from now on; one that is set already stays, and nothing is told. */
export async function setDisplayCurrency(
  ctx: ActionContext,
  currency: DisplayCurrency,
): Promise<Result<DisplayCurrency>> {
  const saved = await changeSetting(ctx, {
    path: ["displayCurrency"],
    next: () => currency,
    reason: (before, after) => `figures are shown in ${after} instead of ${before}`,
  });
  return saved.ok ? accept(currency) : saved;
}
