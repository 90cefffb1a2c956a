import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { FormCheck } from "../ui/check-form";
import { plainText } from "../ui/typed-text";
import type { Move } from "./move-money-dialog";

export type MoveDraft = {
  readonly exchange: ExchangeName;
  readonly direction: Move["direction"];
  readonly amount: string;
};

/** The form of paper money: judged by the command's own schema. */
export const moveCheck = (book: Move["book"]): FormCheck<MoveDraft, Move> => ({
  schema: async () => (await import("@/server/ledger/core/paper-money-input")).paperMoneyInput,
  toInput: ({ exchange, direction, amount }) => ({ book, exchange, direction, amount: plainText(amount) }),
});
