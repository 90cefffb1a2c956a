import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { previewPolicy, setPolicy } from "@/server/promotion/set-policy";
import { promotionPolicies } from "@/server/settings/core/promotion-settings";
import { getSettings } from "@/server/settings/get-settings";
import { defineCommand } from "../../command";
import { policySet } from "../../views/promotions";

export const setPolicyCommand = defineCommand({
  id: "promotions.policy",
  title: "Change the promotion policy",
  guidance:
    "Promotes by record and evidence (evidence), or by the record alone (classic), which promotes more than half of all bots without edge within a month. The owner approves it on a card that says so.",
  input: z.strictObject({
    policy: z.enum(promotionPolicies, `Policy is one of ${promotionPolicies.join(", ")}.`),
  }),
  output: policySet,
  tier: "C",
  role: "owner",
  preview: previewPolicy,
  run: setPolicy,
  recall: async (_subject, { userId }) => accept({ policy: (await getSettings(userId)).promotion.policy }),
});
