import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result } from "@/server/kernel/result";
import type { DisplayCurrency } from "./core/settings";
import { getSettings } from "./get-settings";
import { saveOverride } from "./store";

/** Shows all figures in another currency from now on; one that is set already stays, and nothing is told. */
export async function setDisplayCurrency(
  ctx: ActionContext,
  currency: DisplayCurrency,
): Promise<Result<DisplayCurrency>> {
  const { displayCurrency: before } = await getSettings(ctx.userId);
  if (before === currency) return accept(currency);
  const saved = await commit(ctx, {
    action: "settings.changed",
    subject: "displayCurrency",
    reason: `figures are shown in ${currency} instead of ${before}`,
    detail: { before, after: currency },
    events: [{ name: "settings/changed", data: { displayCurrency: currency } }],
    write: (tx) =>
      saveOverride(tx, {
        userId: ctx.userId,
        name: "displayCurrency",
        value: currency,
        wallNow: ctx.wallNow,
      }),
  });
  return saved.ok ? accept(currency) : saved;
}
