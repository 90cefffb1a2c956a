import type { ActionContext } from "@/server/audit/action-context";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { changeSetting } from "@/server/settings/change-setting";
import type { PromotionPolicy } from "@/server/settings/core/promotion-settings";
import { getSettings } from "@/server/settings/get-settings";
import { FALSE_PROMOTIONS } from "./core/promotion-policy";

type Input = { readonly policy: PromotionPolicy };
export type PolicySet = { readonly policy: PromotionPolicy };

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
const said = (policy: PromotionPolicy): string =>
  `${policy}: promotes ${percent(FALSE_PROMOTIONS[policy])} of bots without edge within 30 days`;

/** What another policy would mean, for the card. Refuses with `not_now` the one that stands. */
export async function previewPolicy({ policy }: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const { promotion } = await getSettings(ctx.userId);
  if (promotion.policy === policy) return refuse("not_now", `The policy is ${policy} already.`, "policy");
  return accept({
    title: "Change the promotion policy",
    changes: [{ label: "Policy", now: said(promotion.policy), after: said(policy) }],
    checks: [
      { words: "Days, trades, wins, profit, drawdown and profit factor are asked by both", ok: true },
      { words: "Luck is ruled out, however often it is looked at", ok: policy === "evidence" },
    ],
    stateHash: sha256(toCanonicalJson({ now: promotion.policy, policy })),
  });
}

/** Changes what bots are promoted by, from the next look on. Refuses with `not_now` the one that stands. */
export async function setPolicy({ policy }: Input, ctx: ActionContext): Promise<Result<PolicySet>> {
  const { promotion } = await getSettings(ctx.userId);
  if (promotion.policy === policy) return refuse("not_now", `The policy is ${policy} already.`, "policy");
  const saved = await changeSetting(ctx, {
    path: ["promotion", "policy"],
    next: () => policy,
    reason: (before) => `promotion policy: ${policy} instead of ${String(before)}`,
  });
  return saved.ok ? accept({ policy: saved.value.promotion.policy }) : saved;
}
