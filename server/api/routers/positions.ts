import { checkList } from "@/server/api/check-list";
import { pageInput, positionFilter } from "@/server/api/core/list-filters";
import { roleProcedure, router } from "@/server/api/trpc";
import { listPositions } from "@/server/history/list-positions";
import { isPositionCursor } from "@/server/positions/list-closed-positions";

const listInput = positionFilter.extend(pageInput);

/** Open positions are in the live view; this lists the closed ones. */
export const positionsRouter = router({
  list: roleProcedure("viewer")
    .input(listInput)
    .query(async ({ ctx, input: { direction: _direction, ...query } }) => {
      await checkList(ctx.session.userId, query, (cursor) => isPositionCursor(cursor, query.sort));
      return listPositions({ ...query, userId: ctx.session.userId });
    }),
});
