import { decisionFilter, pageInput } from "@/server/history/core/list-filters";
import { isDecisionCursor } from "@/server/history/decisions/decision-cursor";
import { listDecisions } from "@/server/history/decisions/list-decisions";
import { accept } from "@/server/kernel/result";
import { checkList } from "../../check-list";
import { defineCommand } from "../../command";
import { decisionPage } from "../../views/decisions";

export const listDecisionsCommand = defineCommand({
  id: "decisions.list",
  title: "Decisions",
  guidance:
    "Lists what bots decided, acted and skipped, each with its reason; by bot, by reason, newest or oldest first.",
  input: decisionFilter.extend(pageInput),
  output: decisionPage,
  tier: "R",
  role: "viewer",
  run: async ({ direction: _direction, ...query }, { userId }) => {
    const checked = await checkList(userId, query, isDecisionCursor);
    return checked.ok ? accept(await listDecisions({ ...query, userId })) : checked;
  },
});
