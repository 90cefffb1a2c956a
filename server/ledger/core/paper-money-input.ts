import { z } from "zod";
import { toDecimal, typedDecimal } from "@/server/kernel/money";
import { exchangeWire } from "@/server/kernel/name-wires";
import { paperBooks } from "./wallet-view";

const MOST = "1000000000";

export const paperMoneyInput = z.strictObject({
  book: z.enum(paperBooks, "Only paper money is put in here: paper or demo.").default("paper"),
  exchange: exchangeWire,
  /** whether it is put in or taken out */
  direction: z.enum(["deposit", "withdrawal"], "It is a deposit or a withdrawal."),
  /** in the exchange's own quote currency */
  amount: typedDecimal.refine(
    (text) => toDecimal(text).gt(0) && toDecimal(text).lte(MOST),
    `The amount is more than zero and at most ${MOST}, for example 10000.`,
  ),
});
export type PaperMoney = z.output<typeof paperMoneyInput>;
