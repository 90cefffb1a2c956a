import { pageInput, positionFilter } from "@/server/history/core/list-filters";
import { listPositions } from "@/server/history/list-positions";
import { accept } from "@/server/kernel/result";
import { isPositionCursor } from "@/server/positions/list-closed-positions";
import { checkList } from "../../check-list";
import { defineCommand } from "../../command";
import { closedPage } from "../../views/trades";

export const listPositionsCommand = defineCommand({
  id: "positions.list",
  title: "Closed positions",
  guidance:
    "Lists closed positions with what each realised, by bot or exchange. Open ones are among the live figures.",
  input: positionFilter.extend(pageInput),
  output: closedPage,
  tier: "R",
  role: "viewer",
  run: async ({ direction: _direction, ...query }, { userId }) => {
    const checked = await checkList(userId, query, (cursor) => isPositionCursor(cursor, query.sort));
    return checked.ok ? accept(await listPositions({ ...query, userId })) : checked;
  },
});
