import { z } from "zod";
import { exitReasons } from "./kernel/trade-list";

/** What the file of one backtest's trades may be narrowed by. */
export const backtestFilter = z.strictObject({
  id: z.guid("Name the backtest by its id."),
  exit: z.enum(exitReasons, `Exit is one of ${exitReasons.join(", ")}.`).optional(),
});
