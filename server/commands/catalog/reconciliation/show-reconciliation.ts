import { z } from "zod";
import { showReconciliation } from "@/server/execution/external/show-reconciliation";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { reconciliationView } from "../../views/reconciliation";

export const showReconciliationCommand = defineCommand({
  id: "reconciliation.show",
  title: "Reconciliation",
  guidance:
    "Shows per venue and asset what the books hold, what the venue holds and the difference, and orders and trades there that nobody here wrote.",
  input: z.strictObject({}),
  output: reconciliationView,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId }) => accept(await showReconciliation(userId)),
});
