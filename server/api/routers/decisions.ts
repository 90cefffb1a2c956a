import { z } from "zod";
import { checkList } from "@/server/api/check-list";
import { decisionFilter, pageInput } from "@/server/api/core/list-filters";
import { queryCommand, roleProcedure, router, unwrap } from "@/server/api/trpc";
import { replayDecisionCommand } from "@/server/commands/catalog/replay-decision";
import { isDecisionCursor } from "@/server/history/decisions/decision-cursor";
import { listDecisions, listReasons } from "@/server/history/decisions/list-decisions";
import { showDecision } from "@/server/history/decisions/show-decision";

const listInput = decisionFilter.extend(pageInput);
const showInput = z.strictObject({ decisionId: z.guid("Name the decision by its id.") });

export const decisionsRouter = router({
  list: roleProcedure("viewer")
    .input(listInput)
    .query(async ({ ctx, input: { direction: _direction, ...query } }) => {
      await checkList(ctx.session.userId, query, isDecisionCursor);
      return listDecisions({ ...query, userId: ctx.session.userId });
    }),
  reasons: roleProcedure("viewer").query(({ ctx }) => listReasons(ctx.session.userId)),
  show: roleProcedure("viewer")
    .input(showInput)
    .query(async ({ ctx, input }) => unwrap(await showDecision({ ...input, userId: ctx.session.userId }))),
  replay: queryCommand(replayDecisionCommand),
});
