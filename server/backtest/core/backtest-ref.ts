import { z } from "zod";

/** Names one backtest. */
export const backtestRef = z.strictObject({ backtestId: z.guid("Name the backtest by its id.") });
